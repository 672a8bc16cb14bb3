import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';

import { commandLineOf } from './processes.js';

/** A port that was free a moment ago. Somebody else may take it before its user does: be ready to ask again. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });
}

/** Asked on the loopback address and on all: some systems let the two live side by side. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '0.0.0.0'));
}

/** @param address `host:port` */
export function isListening(address: string, withinMs = 2_000): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replaceAll(/[[\]]/g, ''), port: Number(port), timeout: withinMs });
    const answer = (listening: boolean) => (): void => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', answer(true)).once('error', answer(false)).once('timeout', answer(false));
  });
}

export interface PortHolder {
  pid: number;
  command: string;
}

/** Who listens there, where the system tells. Others' processes are visible to root only. */
export function holderOf(port: number): PortHolder | undefined {
  try {
    const pid = process.platform === 'linux' ? pidFromProc(port) : pidFromLsof(port);
    return pid === undefined ? undefined : { pid, command: commandLineOf(pid).slice(0, 3).join(' ') || 'a process' };
  } catch {
    return undefined;
  }
}

export interface WantedPort {
  /** What it is for: "the console and the API". */
  purpose: string;
  /** How to choose another: the name of its setting. */
  setting: string;
  port: number;
}

export interface TakenPort {
  wanted: WantedPort;
  holder: PortHolder | undefined;
  /** One that is free instead. */
  another: number;
}

/** Names every taken port, who has it, and the one command that avoids them all. */
export function portsTakenMessage(taken: readonly TakenPort[]): string {
  const lines = taken.map(({ wanted, holder }) => {
    const by = holder ? `process ${holder.pid} (${holder.command.slice(0, 80)})` : 'another program';
    return `Port ${wanted.port}, for ${wanted.purpose}, is taken by ${by}.`;
  });
  const settings = taken.map(({ wanted, another }) => `${wanted.setting}=${another}`).join(' ');
  return [...lines, `Choose ${taken.length === 1 ? 'another' : 'others'}: ${settings} npm start`].join('\n');
}

/** The inodes of listening sockets on a port, from the text of /proc/net/tcp or tcp6. */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((cells) => cells[1]?.endsWith(`:${wanted}`) && cells[3] === '0A')
    .flatMap((cells) => cells[9] ?? []);
}

function pidFromProc(port: number): number | undefined {
  const sockets = ['tcp', 'tcp6']
    .flatMap((name) => listeningInodes(readFileSync(`/proc/net/${name}`, 'utf8'), port))
    .map((inode) => `socket:[${inode}]`);
  if (sockets.length === 0) return undefined;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => openFilesOf(pid).some((file) => sockets.includes(file)));
}

function openFilesOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  } catch {
    return []; // gone meanwhile, or not ours to see
  }
}

function pidFromLsof(port: number): number | undefined {
  const out = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const pid = Number(out.match(/^p(\d+)/m)?.[1]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
