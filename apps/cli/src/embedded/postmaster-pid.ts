import { basename } from 'node:path';

/** What Postgres writes into its data folder while it runs. */
export interface PostmasterPid {
  pid: number;
  dataFolder: string;
  port: number | undefined;
  ready: boolean;
}

/** @returns undefined for a file that Postgres has only begun to write, or that something else wrote */
export function parsePostmasterPid(text: string): PostmasterPid | undefined {
  const [pid, dataFolder, , port, , , , status] = text.split('\n').map((line) => line.trim());
  if (!pid || !/^\d+$/.test(pid) || Number(pid) < 1 || !dataFolder) return undefined;
  return {
    pid: Number(pid),
    dataFolder,
    port: port && /^\d+$/.test(port) ? Number(port) : undefined,
    ready: status === 'ready',
  };
}

/** Whether this command line is a Postgres on that folder, and not a stranger that was given the same process id. */
export function isPostgresOn(commandLine: readonly string[], dataFolder: string): boolean {
  const [command] = commandLine;
  return command !== undefined && basename(command).startsWith('postgres') && commandLine.includes(dataFolder);
}

export type Leftover =
  | { is: 'nothing' }
  /** A crash: Postgres itself finds that the process is gone and recovers. */
  | { is: 'dead' }
  /** Its process id belongs to a stranger now, which Postgres would take for a living server: the file must go. */
  | { is: 'stranger' }
  | { is: 'running'; pid: number };

/** What a start finds in the data folder. `commandLineOf` answers an empty list for a process that is gone. */
export function leftoverOf(pidFile: string | undefined, dataFolder: string, commandLineOf: (pid: number) => string[]): Leftover {
  const found = pidFile === undefined ? undefined : parsePostmasterPid(pidFile);
  if (!found) return { is: pidFile === undefined ? 'nothing' : 'dead' };
  const commandLine = commandLineOf(found.pid);
  if (commandLine.length === 0) return { is: 'dead' };
  return isPostgresOn(commandLine, dataFolder) ? { is: 'running', pid: found.pid } : { is: 'stranger' };
}
