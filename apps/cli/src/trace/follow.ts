import type { TimelineItem } from '@firstline/domain/api/story.schema';
import { isEnd, type Stage } from '@firstline/domain/signal/stage';
import colours from 'picocolors';

import type { Api } from '../http/api.js';
import { live } from '../http/live.js';
import { hang, padEnd, padStart } from '../screen/layout.js';
import { layerPaint } from '../screen/palette.js';
import { span } from '../screen/times.js';
import { readStory, type Story } from './story.js';

/** Ends are told a moment after they happened: the messages that are updated then belong to the story. */
const AFTERWARDS_MS = 1_500;

export interface Follower {
  story(story: Story): void;
  entry(entry: TimelineItem, story: Story): void;
  note(text: string): void;
}

/**
 * Tells the story so far, and then each step as it happens, until the signal has come to its end.
 * The line is open before the story is read, so that nothing falls between the two.
 */
export async function follow(api: Api, id: string, follower: Follower, stop: AbortSignal): Promise<Story> {
  const done = new AbortController();
  const signal = AbortSignal.any([stop, done.signal]);
  let story: Story | undefined;
  let lastTold = 0n;
  const tell = async (): Promise<void> => {
    story = await readStory(api, id);
    follower.story(story);
    lastTold = BigInt(story.signal.timeline.at(-1)?.id ?? 0);
  };
  const ending = (stage: Stage | null): void => {
    if (stage !== null && isEnd(stage)) setTimeout(() => done.abort(), AFTERWARDS_MS);
  };
  for await (const event of live(api, { signal, onCut: () => follower.note('The line was cut; trying again.') })) {
    if (event.type === 'hello' && !story) {
      await tell();
      ending(story!.signal.stage);
    } else if (event.type === 'reset') await tell(); // too much was missed: the story is read anew
    else if (event.type === 'timeline' && story && concerns(event.entry, story) && BigInt(event.entry.id) > lastTold) {
      lastTold = BigInt(event.entry.id);
      follower.entry(event.entry, story);
      if (event.entry.signalId === story.signal.id) ending(event.stage);
    }
  }
  return stop.aborted && story ? story : readStory(api, id);
}

const concerns = ({ signalId, leadId }: TimelineItem, { signal }: Story): boolean =>
  signalId === signal.id || (signalId === null && leadId !== null && leadId === signal.leadId);

export function entryLines({ at, layer, step, text }: TimelineItem, { signal }: Story, columns: number): string[] {
  const since = colours.dim(padStart(`+${span(Date.parse(at) - Date.parse(signal.receivedAt))}`, 11));
  return hang(`${since}  ${layerPaint[layer](padEnd(step, 12))}`, text, columns);
}
