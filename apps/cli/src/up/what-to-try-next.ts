import { relative } from 'node:path';

import { Secret } from '@firstline/platform/config/secret';
import { enterCode, enterUrl } from '@firstline/platform/http/links';
import colours from 'picocolors';

import { ingressUrl } from './apps.js';
import type { Starting } from './starting.js';

/** The last thing a start prints. */
export function whatToTryNext({ settings, home, keys }: Starting): string {
  const base = settings.publicUrl ?? ingressUrl(settings);
  const temporalUi =
    settings.temporalUiUrl ?? (settings.external.temporalAddress ? undefined : `http://localhost:${settings.temporalUiPort}`);
  const fromHere = relative(process.cwd(), home.root);
  const folder = fromHere === '' || fromHere.startsWith('..') ? home.root : fromHere;
  const places: [string, string][] = [
    ['Console', enterUrl(base, enterCode({ key: new Secret(keys.session), nowMs: Date.now() }))],
    ...(temporalUi ? [['Temporal UI', `${temporalUi}/namespaces/${settings.namespace}/workflows`] as [string, string]] : []),
    ['API', `${base}/docs`],
    ['Logs', `${folder}/logs`],
    [
      'Keys',
      `${folder}/operator.key signs in to the console later (the link above works once, for ten minutes); ${folder}/ingest.key sends signals`,
    ],
  ];
  const next: [string, string][] = [
    ['Send a signal of your own', 'npm run firstline -- send'],
    ['Read its whole story', 'npm run firstline -- trace <signal id>'],
    ['Check this installation', 'npm run firstline -- doctor'],
  ];
  return [
    '',
    ...places.map(
      ([name, where]) => `  ${colours.bold(name.padEnd(11))}  ${name === 'Keys' || name === 'Logs' ? where : colours.cyan(where)}`,
    ),
    '',
    '  Try next',
    ...next.map(([what, how]) => `    ${what.padEnd(26)} ${colours.dim(how)}`),
    '',
    colours.dim('  Ctrl-C stops everything and keeps the data. npm start -- --reset starts clean.'),
    '',
  ].join('\n');
}
