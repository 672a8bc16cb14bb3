import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '@firstline/cli/embedded/ports';
import { startPostgres } from '@firstline/cli/embedded/postgres';
import { isAlive } from '@firstline/cli/embedded/processes';
import { clusterFoldersOf } from '@firstline/cli/embedded/postgres-folder';
import type { Service } from '@firstline/cli/embedded/service';
import { startTemporal } from '@firstline/cli/embedded/temporal';
import { binarySources, findTemporal } from '@firstline/cli/embedded/temporal-binary';
import { cacheFolder } from '@firstline/cli/embedded/cache-folder';
import { Connection } from '@temporalio/client';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let home: string;
let running: Service[];
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'firstline-embedded-'));
  await chmod(home, 0o711);
  running = [];
});
afterEach(async () => {
  for (const service of running) await service.stop();
  for (const folder of [...clusterFoldersOf(join(home, 'postgres')), home]) rmSync(folder, { recursive: true, force: true });
});

const postgres = async (port: number, password = 'secret') => {
  const started = await startPostgres({
    folder: join(home, 'postgres'),
    port,
    password,
    durability: 'crash-safe',
    logFile: join(home, 'pg.log'),
  });
  running.push(started.service);
  return started;
};

async function query<T>(connectionString: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

describe('the embedded Postgres', () => {
  it('speaks UTF-8 and UTC, and keeps what was committed when it is killed', async () => {
    const port = await freePort();
    const first = await postgres(port);
    await query(first.url, "CREATE TABLE lead (name text); INSERT INTO lead VALUES ('Ådå Kïng')");
    first.service.kill();
    await first.service.exited;
    const second = await postgres(port);
    expect(await query(second.url, 'SELECT name FROM lead')).toEqual([{ name: 'Ådå Kïng' }]);
    expect(await query(second.url, "SELECT current_setting('timezone') AS zone")).toEqual([{ zone: 'UTC' }]);
  });

  it('ends the server that a killed start left behind, and goes on with its data', async () => {
    const first = await postgres(await freePort());
    await query(first.url, 'CREATE TABLE kept (id int)');
    const second = await postgres(await freePort());
    expect(isAlive(first.service.pid)).toBe(false);
    expect(await query(second.url, "SELECT to_regclass('kept') IS NOT NULL AS there")).toEqual([{ there: true }]);
  });

  it('does not take a stranger with the same process id for a server', async () => {
    const first = await postgres(await freePort());
    first.service.kill();
    await first.service.exited;
    const pidFile = join(first.dataFolder, 'postmaster.pid');
    const lines = (await readFile(pidFile, 'utf8')).split('\n');
    writeFileSync(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'));
    const second = await postgres(await freePort());
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('says that the port is taken, in the words of Postgres', async () => {
    const port = await freePort();
    await postgres(port);
    const folder = join(home, 'another');
    const failing = startPostgres({ folder, port, password: 'x', durability: 'fast', logFile: join(home, 'another.log') });
    await expect(failing).rejects.toThrow(/Address already in use/);
    for (const made of clusterFoldersOf(folder)) rmSync(made, { recursive: true, force: true });
  });

  it('says that the password was lost, and what to do', async () => {
    const first = await postgres(await freePort());
    await first.service.stop();
    await expect(postgres(await freePort(), 'another')).rejects.toThrow(/Restore postgres\.key, or start clean/);
  });
});

describe('the embedded Temporal', () => {
  const temporal = async (searchAttributes: string[]) => {
    const env = process.env;
    const binary = await findTemporal(
      binarySources({ cacheFolder: cacheFolder(env, join(home, 'cache')), env, progress: () => undefined }),
    );
    const started = await startTemporal({
      binary: binary.path,
      folder: join(home, 'temporal'),
      port: await freePort(),
      uiPort: undefined,
      namespace: 'firstline',
      searchAttributes,
      logFile: join(home, 'temporal.log'),
      env,
    });
    running.push(started.service);
    return started;
  };

  it('keeps its histories when it is killed, and learns the attributes that a newer release brings', async () => {
    const first = await temporal(['FirstlineStage']);
    const second = await temporal(['FirstlineStage', 'FirstlineRep']); // the first is still there, as after kill -9 of its owner
    expect(isAlive(first.service.pid)).toBe(false);
    const connection = await Connection.connect({ address: second.address });
    try {
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'firstline' });
      expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining(['FirstlineStage', 'FirstlineRep']));
      const { config } = await connection.workflowService.describeNamespace({ namespace: 'firstline' });
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 86_400);
    } finally {
      await connection.close();
    }
  });
});
