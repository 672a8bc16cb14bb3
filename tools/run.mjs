// Runs a program of this checkout, quietly: its words are shown only when it fails.
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** npm puts the checkout's own programs, Node 24 among them, in front; so do we, for those who start us without npm. */
export const withOurPrograms = (root, env = process.env) => ({
  ...env,
  PATH: [join(root, 'node_modules', '.bin'), env.PATH ?? ''].join(delimiter),
});

/**
 * @returns everything it said
 * @throws with the end of what it said
 */
export function run(root, command, args, { env = {}, cwd = root, onLine = () => undefined } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...withOurPrograms(root), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const hear = (chunk) => {
      said = (said + chunk).slice(-100_000);
      for (const line of String(chunk).split('\n')) if (line.trim()) onLine(line.trim());
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(said);
      const tail = said.trimEnd().split('\n').slice(-40).join('\n');
      reject(new CommandFailed(`${command} ${args.join(' ')} ended with ${signal ?? code}:\n${tail}`));
    });
  });
}

/** Its message is all there is to say: no stack. */
export class CommandFailed extends Error {}
