import { existsSync } from 'node:fs';

import { Command } from 'commander';

import { sendSamples } from './samples/send-samples.js';
import { upCommand } from './up/up.command.js';

if (existsSync('.env')) process.loadEnvFile('.env'); // what the shell sets wins

/** One folder and one line for each verb. */
const commands = [upCommand({ env: process.env, sendSamples })];

const program = new Command('firstline').description("takes a buyer's signal to a rep's first touch").showHelpAfterError();
for (const command of commands) program.addCommand(command);
await program.parseAsync();
