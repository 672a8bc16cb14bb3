import { statSync } from 'node:fs';
import { join } from 'node:path';

import { sessionSchema } from '@firstline/domain/api/session.schema';
import { Secret } from '@firstline/platform/config/secret';
import { KeyRing } from '@firstline/platform/crypto/key-ring';

import { NotRunning, openApi } from '../http/api.js';
import type { Installation } from './installation.js';
import { broken, type Line, ok, reason, skipped, warn } from './line.js';

/** From this length on a session key cannot be guessed; the same bound as where it is used. */
const SESSION_KEY_LENGTH = 32;

export async function keysLines(installation: Installation): Promise<Line[]> {
  const { cli, env, fresh } = installation;
  if (fresh) return [skipped('Files', 'none yet: the first npm start makes them')];
  const files = ['operator.key', 'ingest.key', 'payload.key', 'session.key', 'postgres.key', 'secrets.env'].map((name) =>
    join(cli.home.root, name),
  );
  return [
    fileLine(files),
    payloadLine(env['FIRSTLINE_PAYLOAD_KEYS']),
    sessionLine(env['FIRSTLINE_SESSION_KEY']),
    await operatorLine(installation),
  ];
}

function fileLine(files: readonly string[]): Line {
  const found = files.flatMap((file) => {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat ? [{ file, open: process.platform !== 'win32' && (stat.mode & 0o077) !== 0 }] : [];
  });
  if (found.length === 0) return skipped('Files', 'none here: no local start has made any');
  const open = found.filter((one) => one.open).map(({ file }) => file);
  if (open.length === 0) return ok('Files', `${found.length}, readable by their owner only`);
  return broken('Files', `others can read ${open.join(', ')}`, `chmod 600 ${open.join(' ')}`);
}

function payloadLine(keys: string | undefined): Line {
  if (!keys) return broken('Payload keys', 'there are none', 'Run npm start once, or set FIRSTLINE_PAYLOAD_KEYS.');
  try {
    const count = keys.split(',').length;
    return ok('Payload keys', `${count} in the ring, "${KeyRing.parse(new Secret(keys)).currentKeyId}" seals`);
  } catch (error) {
    return broken('Payload keys', reason(error), 'Restore the ring as it was: what was sealed under a lost key stays closed.');
  }
}

function sessionLine(key: string | undefined): Line {
  if (!key) return broken('Session key', 'there is none', 'Run npm start once, or set FIRSTLINE_SESSION_KEY.');
  if (key.length >= SESSION_KEY_LENGTH) return ok('Session key', 'long enough');
  return broken(
    'Session key',
    `is shorter than ${SESSION_KEY_LENGTH} characters`,
    'Set a longer FIRSTLINE_SESSION_KEY; everybody signs in anew.',
  );
}

async function operatorLine({ cli }: Installation): Promise<Line> {
  try {
    const { actor } = await openApi(cli).get('/v1/session', sessionSchema);
    return ok('Operator key', `accepted, as "${actor}"`);
  } catch (error) {
    if (error instanceof NotRunning) return skipped('Operator key', 'nobody is there to ask about it');
    return warn('Operator key', reason(error), 'Verbs that read leads need it: FIRSTLINE_HOME names its folder.');
  }
}
