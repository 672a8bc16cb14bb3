import type { ConnectionKind } from '@firstline/domain/connections/connections.schema';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import colours from 'picocolors';

import { cliSettings } from '../http/cli-settings.js';
import { Finished, type Given, say, sayJson, verb } from '../screen/screen.js';
import { faultNames, faults } from './fault.js';
import { kindNames, kinds } from './letter.js';
import { sendAll, type SendOptions } from './send-all.js';
import { judge, sum, tell, wasTaken } from './told.js';

/** Shown one by one up to here; beyond, a sum says more. */
const SHOWN = 10;
const MOST = 10_000;

export function sendCommand(given: Given): Command {
  const list = (entries: Record<string, string>): string =>
    Object.entries(entries)
      .map(([name, says]) => `  ${name.padEnd(18)} ${says}`)
      .join('\n');
  return new Command('send')
    .description('send a correctly signed signal through the front door')
    .addArgument(new Argument('[kind]', 'whose signal it is').choices(kindNames).default('canonical'))
    .option('-f, --file <file>', 'send this body instead of a sample; - reads the standard input')
    .option('-n, --count <number>', 'so many, of different people', wholeNumber, 1)
    .option('--repeat', 'the same event twice, as a sender does that heard no answer', false)
    .addOption(new Option('--fault <fault>', 'do it wrong, and see it refused').choices(faultNames))
    .option('-c, --connection <id>', 'which connection, when there are several of the kind')
    .option('--email <address>', 'who it is about')
    .option('--url <address>', 'where Firstline is')
    .option('--json', 'answers as JSON', false)
    .addHelpText('after', `\nKinds:\n${list(kinds)}\n\nFaults:\n${list(faults)}`)
    .action(verb(given, (kind: ConnectionKind, options: SendOptions) => send(given, kind, options)));
}

async function send({ env, out }: Given, kind: ConnectionKind, options: SendOptions): Promise<void> {
  const settings = cliSettings(env, options);
  const { deliveries, wallMs, notes } = await sendAll({ settings, env, kind, options, nowMs: Date.now });
  const expected = options.fault ? judge(options.fault, deliveries) : undefined;
  const met = expected ? expected.met : deliveries.every(wasTaken);
  if (options.json) sayJson(out, { deliveries, ...(expected ? { expected } : {}) });
  else {
    say(out, ['', ...(deliveries.length > SHOWN ? sum(deliveries, wallMs) : deliveries.flatMap(tell)), '']);
    if (expected) say(out, [`  ${(met ? colours.green : colours.red)(expected.words)}`, '']);
    for (const note of notes) say(out, [`  ${colours.yellow(note)}`, '']);
    const id = deliveries.flatMap(({ taken }) => taken).find((one) => one.id)?.id;
    if (id) say(out, [...next(id, settings.baseUrl), '']);
  }
  if (!met) throw new Finished(1);
}

const next = (id: string, baseUrl: string): string[] => [
  `  Its story   npm run firstline -- trace ${id}`,
  `  Console     ${colours.cyan(`${baseUrl}/signals/${id}`)}`,
];

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MOST) throw new InvalidArgumentError(`a whole number from 1 to ${MOST}, please`);
  return value;
}
