// `npm start`: makes the checkout ready, then hands over to `firstline up`. Arguments and signals go through.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { withOurPrograms } from './run.mjs';
import { nodeBinary, ROOT, setUp } from './setup.mjs';
import { bold, red, say } from './terminal.mjs';

process.stdout.on('error', () => undefined); // the terminal was closed: what runs is stopped all the same
say(`\n${bold('Firstline')}\n`);
try {
  await setUp();
} catch (error) {
  say(`\n${red(error.message)}\n`);
  process.exit(1);
}

const up = spawn(nodeBinary(), ['--enable-source-maps', join(ROOT, 'apps', 'cli', 'dist', 'main.js'), 'up', ...process.argv.slice(2)], {
  cwd: ROOT,
  env: withOurPrograms(ROOT, withProxy(process.env)),
  stdio: 'inherit',
});
// Ctrl-C reaches `up` as well, and npm passes it on besides: it takes several within a second for one.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => up.kill(signal));
up.once('error', (error) => {
  say(red(`Could not start ${nodeBinary()}: ${error.message}\nnpm did not install it completely; try: npm rebuild node`));
  process.exit(1);
});
up.once('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));

/** Node follows the proxy settings of the environment only when told so; our own parts talk past the proxy. */
function withProxy(env) {
  if (!env.HTTPS_PROXY && !env.https_proxy && !env.HTTP_PROXY && !env.http_proxy) return env;
  const local = [env.NO_PROXY ?? env.no_proxy, 'localhost', '127.0.0.1'].filter(Boolean).join(',');
  return { ...env, NODE_USE_ENV_PROXY: env.NODE_USE_ENV_PROXY ?? '1', NO_PROXY: local, no_proxy: local };
}
