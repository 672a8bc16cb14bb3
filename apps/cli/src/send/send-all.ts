import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';

import type { Connection, ConnectionKind } from '@firstline/domain/connections/connections.schema';
import { secretsOf } from '@firstline/domain/connections/required-secrets';
import { nameOfSecret, secretReader } from '@firstline/platform/config/secret-ref';

import type { CliSettings } from '../http/cli-settings.js';
import { readKey } from '../http/key.js';
import { deliver, type Delivered } from './deliver.js';
import { clockOfSender, demandPossible, type Fault } from './fault.js';
import { connectionOfKind, localEnvironment, readConnections } from './known-connections.js';
import type { Letter } from './letter.js';
import { personAt, samplePerson } from './sample-people.js';
import { placeLead } from './sandbox-lead.js';
import { seal, strangersSecret } from './seal.js';
import { copyLetter, hasPerson, writeLetter } from './write-letter.js';

/** Side by side: enough to be many at once, few enough that one machine's answer times still mean something. */
const AT_ONCE = 8;

export interface SendOptions {
  file?: string;
  count: number;
  repeat: boolean;
  fault?: Fault;
  connection?: string;
  email?: string;
  url?: string;
  json: boolean;
}

export interface Sent {
  deliveries: Delivered[];
  wallMs: number;
  /** What the sender should know besides. */
  notes: string[];
}

interface Order {
  settings: CliSettings;
  env: NodeJS.ProcessEnv;
  kind: ConnectionKind;
  options: SendOptions;
  nowMs: () => number;
}

/** Writes, signs and delivers. */
export async function sendAll({ settings, env, kind, options, nowMs }: Order): Promise<Sent> {
  const { fault, count, repeat, file } = options;
  if (fault) demandPossible(fault, kind);
  if (options.email && (file || !hasPerson(kind)))
    throw new Error(`--email chooses whom a sample is about; ${file ? 'a file says that itself' : `a ${kind} sample carries ids only`}.`);
  const connection = connectionOfKind(readConnections(settings), kind, options.connection);
  const secret = fault === 'bad-signature' ? strangersSecret(kind) : await secretOf(connection, settings, env);
  const { letters, notes } = await lettersFor({ settings, connection, options, atMs: nowMs() });
  const sealed = (letter: Letter) => seal(letter, { secret, atMs: clockOfSender(fault, nowMs()), signedBaseUrl: settings.signedBaseUrl });

  const startedAtMs = performance.now();
  const deliveries = await inTurns(letters, async (letter) => {
    const request = sealed(letter);
    const first = await deliver(settings.baseUrl, letter, request);
    if (fault === 'replay')
      return [first, await deliver(settings.baseUrl, { ...letter, about: `${letter.about}: the same bytes again` }, request)];
    if (repeat)
      return [first, await deliver(settings.baseUrl, { ...letter, about: `${letter.about}: the same event, signed anew` }, sealed(letter))];
    return [first];
  });
  return {
    deliveries,
    wallMs: performance.now() - startedAtMs,
    notes:
      count > 1 && file && kind !== 'canonical' ? [...notes, 'The file was sent several times: its event is one and the same.'] : notes,
  };
}

interface Letters {
  settings: CliSettings;
  connection: Connection;
  options: SendOptions;
  atMs: number;
}

async function lettersFor({ settings, connection, options, atMs }: Letters): Promise<{ letters: Letter[]; notes: string[] }> {
  const { file, count, email } = options;
  const run = (atMs % 46_656_000).toString(36); // short, and another one every millisecond of half a day
  const eventIds = Array.from({ length: count }, (_, at) => String(atMs * 1_000 + at));
  if (file) {
    const text = await readLetter(file);
    const name = file === '-' ? 'the standard input' : file;
    return { letters: eventIds.map((eventId) => copyLetter(connection, text, { name, eventId, atMs })), notes: [] };
  }
  const people = eventIds.map((_, at) => (email ? personAt(email) : samplePerson(at, run)));
  const letters = eventIds.map((eventId, at) => writeLetter(connection, { person: people[at]!, eventId, atMs }));
  if (connection.kind !== 'meta') return { letters, notes: [] };
  const placed = await Promise.all(eventIds.map((id, at) => placeLead(settings, id, people[at]!)));
  return {
    letters,
    notes: placed.every(Boolean) ? [] : ['Meta will be asked for a lead that it does not know: no sandbox runs here to answer for it.'],
  };
}

async function readLetter(file: string): Promise<string> {
  if (file === '-') return textOf(process.stdin);
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${error.code ?? error.message}).`, { cause: error });
  });
}

/** @throws Error naming what is not set, never a value */
async function secretOf(connection: Connection, settings: CliSettings, env: NodeJS.ProcessEnv): Promise<string> {
  if (connection.kind === 'canonical') return readKey(settings, 'ingest');
  if (connection.kind === 'form') return connection.options.origins[0]!;
  const required = secretsOf(connection).find(({ use }) => use === 'secrets.current')!;
  const found = await secretReader(localEnvironment(settings, env))(required.ref);
  if (found) return found.reveal();
  throw new Error(
    `The secret of "${connection.id}" is not here: ${nameOfSecret(required.ref)} is not set, neither in the environment nor in ${settings.home.secrets}.\n` +
      'A local start makes it up; for a Firstline elsewhere, set it as it is there.',
  );
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R[]>): Promise<R[]> {
  const done: R[][] = [];
  let next = 0;
  const turn = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) done[at] = await work(items[at]!);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, turn));
  return done.flat();
}
