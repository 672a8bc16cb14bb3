import { describe, expect, it } from 'vitest';

import { listeningInodes, portsTakenMessage } from './ports.js';

const api = { purpose: 'the console and the API', setting: 'FIRSTLINE_PORT', port: 3000 };
const postgres = { purpose: 'Postgres', setting: 'FIRSTLINE_POSTGRES_PORT', port: 5433 };

describe('a taken port', () => {
  it('is named with its holder, and with the command that avoids it', () => {
    expect(portsTakenMessage([{ wanted: api, holder: { pid: 42, command: 'node server.js' }, another: 3001 }])).toBe(
      'Port 3000, for the console and the API, is taken by process 42 (node server.js).\nChoose another: FIRSTLINE_PORT=3001 npm start',
    );
  });

  it('is named together with all others, so that one new try is enough', () => {
    const message = portsTakenMessage([
      { wanted: api, holder: undefined, another: 3002 },
      { wanted: postgres, holder: undefined, another: 5434 },
    ]);
    expect(message).toContain('Port 3000, for the console and the API, is taken by another program.');
    expect(message).toContain('Choose others: FIRSTLINE_PORT=3002 FIRSTLINE_POSTGRES_PORT=5434 npm start');
  });

  it('is looked up among the sockets that listen, not among those that talk', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 81234 1 0',
      '   1: 0100007F:0BB8 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 81235 1 0',
      '   2: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 81236 1 0',
    ].join('\n');
    expect(listeningInodes(table, 3000)).toEqual(['81234']);
  });
});
