import { existsSync } from 'node:fs';

import { Command } from 'commander';

import { deadLettersCommand } from './dead-letters/dead-letters.command.js';
import { doctorCommand } from './doctor/doctor.command.js';
import { leadsCommand } from './leads/leads.command.js';
import { policyCommand } from './policy/policy.command.js';
import { sendSamples } from './samples/send-samples.js';
import { sendCommand } from './send/send.command.js';
import { traceCommand } from './trace/trace.command.js';
import { triggersCommand } from './triggers/triggers.command.js';
import { upCommand } from './up/up.command.js';

if (existsSync('.env')) process.loadEnvFile('.env'); // what the shell sets wins
// `… | head` closes the pipe while we still write: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const given = { env: process.env, out: process.stdout, err: process.stderr };
/** One folder and one line for each verb. */
const commands = [
  upCommand({ env: process.env, sendSamples }),
  sendCommand(given),
  traceCommand(given),
  doctorCommand(given),
  policyCommand(given),
  triggersCommand(given),
  leadsCommand(given),
  deadLettersCommand(given),
];

const program = new Command('firstline').description("takes a buyer's signal to a rep's first touch").showHelpAfterError();
for (const command of commands) program.addCommand(command);
await program.parseAsync();
