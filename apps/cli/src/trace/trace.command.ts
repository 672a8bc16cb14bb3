import { Command } from 'commander';
import colours from 'picocolors';

import { openApi } from '../http/api.js';
import { cliSettings } from '../http/cli-settings.js';
import { columnsOf, type Given, say, sayJson, verb } from '../screen/screen.js';
import { entryLines, follow } from './follow.js';
import { storyLines } from './print-story.js';
import { standingOf } from './standing.js';
import { readStory, type Story } from './story.js';

interface TraceOptions {
  follow: boolean;
  json: boolean;
  url?: string;
}

export function traceCommand(given: Given): Command {
  return new Command('trace')
    .description('the whole story of a signal across the three layers, in one screen')
    .argument('<id>', 'of a signal, its event, its lead or its workflow; or the beginning of a name')
    .option('-f, --follow', 'go on telling as it happens, until it has come to its end', false)
    .option('--json', 'the story as JSON; with --follow a line for each step', false)
    .option('--url <address>', 'where Firstline is')
    .action(verb(given, (id: string, options: TraceOptions) => trace(given, id, options)));
}

async function trace({ env, out }: Given, id: string, options: TraceOptions): Promise<void> {
  const api = openApi(cliSettings(env, options));
  const columns = columnsOf(out);
  const show = (story: Story): void => say(out, ['', ...storyLines(story, { columns, nowMs: Date.now() })]);
  if (!options.follow) {
    const story = await readStory(api, id);
    return options.json ? sayJson(out, asJson(story)) : show(story);
  }
  const line = (value: object): void => say(out, JSON.stringify(value));
  const follower = options.json
    ? {
        story: (story: Story) => line({ story: asJson(story) }),
        entry: (entry: object) => line({ entry }),
        note: (note: string) => line({ note }),
      }
    : {
        story: show,
        entry: (entry: Parameters<typeof entryLines>[0], story: Story) => say(out, entryLines(entry, story, columns)),
        note: (text: string) => say(out, colours.yellow(`  ${text}`)),
      };
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  try {
    const story = await follow(api, id, follower, stopping.signal);
    const standing = standingOf(story, Date.now());
    if (options.json) line({ now: standing });
    else
      say(out, [
        '',
        `  ${colours.bold(standing.now)}`,
        ...standing.next.map(({ at, text }) => `  ${at === undefined ? '' : `${at}  `}${text}`),
        '',
      ]);
  } finally {
    process.off('SIGINT', stop);
  }
}

const asJson = (story: Story): object => ({ ...story, now: standingOf(story, Date.now()) });
