import { describe, expect, it } from 'vitest';

import { isPostgresOn, leftoverOf, parsePostmasterPid } from './postmaster-pid.js';

const data = '/srv/firstline/postgres/data';
const file = `4711\n${data}\n1795251243\n5433\n\n127.0.0.1\n  1234567   0\nready   \n`;
const running = ['/node_modules/native/bin/postgres', '-D', data, '-p', '5433'];

describe('postmaster.pid', () => {
  it('tells the process, its folder and its port', () => {
    expect(parsePostmasterPid(file)).toEqual({ pid: 4711, dataFolder: data, port: 5433, ready: true });
  });

  it('may be half written, or by somebody else', () => {
    expect(parsePostmasterPid('')).toBeUndefined();
    expect(parsePostmasterPid('hello\nthere\n')).toBeUndefined();
    expect(parsePostmasterPid(`4711\n${data}\n`)).toEqual({ pid: 4711, dataFolder: data, port: undefined, ready: false });
  });
});

describe('what an earlier start left in the data folder', () => {
  it('is nothing after a proper stop', () => {
    expect(leftoverOf(undefined, data, () => [])).toEqual({ is: 'nothing' });
  });

  it('is dead when its process is gone', () => {
    expect(leftoverOf(file, data, () => [])).toEqual({ is: 'dead' });
  });

  it('is a running server when the process is a Postgres on this folder', () => {
    expect(leftoverOf(file, data, () => running)).toEqual({ is: 'running', pid: 4711 });
  });

  it('is a stranger when the process id was given away since', () => {
    expect(leftoverOf(file, data, () => ['/usr/bin/vim', 'notes.md'])).toEqual({ is: 'stranger' });
    expect(leftoverOf(file, data, () => ['/usr/lib/postgresql/bin/postgres', '-D', '/elsewhere'])).toEqual({ is: 'stranger' });
  });

  it('does not take a program that only mentions the folder for a server', () => {
    expect(isPostgresOn(['/bin/ls', data], data)).toBe(false);
  });
});
