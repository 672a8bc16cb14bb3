import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { readPorts, writePorts } from '@firstline/cli/up/ports-file';
import { upSettings } from '@firstline/cli/up/settings';

const folder = mkdtempSync(join(tmpdir(), 'firstline-ports-'));
const file = join(folder, 'ports.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the ports of what runs', () => {
  it('are known to a second terminal, and no address of a store is', () => {
    const settings = upSettings({ FIRSTLINE_PORT: '4000', DATABASE_URL: 'postgresql://u:hunter2@h/d' });
    writePorts(file, settings, { http: 3100, slack: 3101, smtp: 3125 });
    expect(readPorts(file)).toEqual({
      port: 4000,
      workerPort: 9464,
      postgresPort: 5433,
      temporalPort: 7233,
      temporalUiPort: 8233,
      given: ['DATABASE_URL'],
      sandbox: { http: 3100, slack: 3101, smtp: 3125 },
    });
  });

  it('are not made up from a file that holds something else', () => {
    for (const text of ['', '{}', '[]', 'null', '{"port":"4000"}']) {
      writeFileSync(file, text);
      expect(readPorts(file)).toBeUndefined();
    }
    expect(readPorts(join(folder, 'absent'))).toBeUndefined();
  });
});
