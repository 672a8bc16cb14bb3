import type { Part, Stats } from '@firstline/domain/api/stats.schema';
import type { Layer } from '@firstline/domain/signal/stage';
import { layers } from '../format/stage.js';

/** `attention`: it works, and something waits for a person; `broken`: it does not work now. */
export type HealthState = 'good' | 'attention' | 'broken';
export interface LayerHealth {
  layer: Layer;
  state: HealthState;
  /** What is wrong, each in one sentence, the worst first. */
  notes: string[];
}
export interface Health {
  state: HealthState;
  headline: string;
  layers: LayerHealth[];
}

const count = (value: number, one: string, many: string): string => `${value.toLocaleString()} ${value === 1 ? one : many}`;
// A handful is the moment between commit and start; more is a queue.
const UNSTARTED_IS_A_QUEUE = 10;
const worst = (states: HealthState[]): HealthState =>
  states.includes('broken') ? 'broken' : states.includes('attention') ? 'attention' : 'good';

/** Is it healthy, and if not, which of the three layers is it? */
export function healthOf(stats: Stats): Health {
  const found: Record<Layer, { state: HealthState; note: string }[]> = { ingestion: [], qualification: [], execution: [] };
  const down = (part: Part['part']): boolean => stats.parts.some((one) => one.part === part && !one.healthy);
  const say = (layer: Layer, state: HealthState, note: string): void => void found[layer].push({ state, note });

  if (down('postgres') && down('temporal')) say('ingestion', 'broken', 'Neither store answers: senders get 503 and try again.');
  else if (down('postgres')) say('ingestion', 'attention', 'The database is down: signals are taken in through Temporal.');
  else if (down('temporal')) say('ingestion', 'attention', 'Temporal is down: signals are stored and start when it is back.');
  if (down('relay')) say('ingestion', 'attention', 'The relay is not running: a signal that was stored and not started stays so.');
  if (stats.signals.unstarted >= UNSTARTED_IS_A_QUEUE) {
    say('ingestion', 'attention', `${count(stats.signals.unstarted, 'signal is', 'signals are')} accepted and not started yet.`);
  }
  for (const layer of ['qualification', 'execution'] as const) {
    if (down('temporal')) say(layer, 'broken', 'Temporal is down: nothing moves until it is back.');
    else if (down('worker')) say(layer, 'broken', 'No worker is running: signals wait, none is lost.');
    else if (down('postgres')) say(layer, 'broken', 'The database is down: steps are tried again until it is back.');
  }
  for (const { stage, layer, count: failed } of stats.signals.byStage) {
    if (stage === 'failed' && failed > 0) say(layer, 'attention', `${count(failed, 'signal', 'signals')} failed.`);
  }
  const letters = (...states: string[]): number =>
    stats.deadLetters.filter((one) => states.includes(one.state)).reduce((sum, one) => sum + one.count, 0);
  const open = letters('waiting', 'retrying', 'paged');
  if (open > 0) {
    const paged = letters('paged');
    say(
      'execution',
      'attention',
      `${count(open, 'action', 'actions')} could not be done yet${paged > 0 ? `, ${paged} of them paged someone` : ''}.`,
    );
  }
  const unanswered = stats.signals.byStage.filter(({ stage }) => stage === 'unanswered').reduce((sum, one) => sum + one.count, 0);
  if (unanswered > 0) say('execution', 'attention', `${count(unanswered, 'lead was', 'leads were')} not answered by anyone.`);

  const all = layers.map((layer): LayerHealth => {
    const mine = found[layer].toSorted((a, b) => Number(b.state === 'broken') - Number(a.state === 'broken'));
    return { layer, state: worst(mine.map((one) => one.state)), notes: mine.map((one) => one.note) };
  });
  const state = worst(all.map((one) => one.state));
  return { state, headline: headlineOf(state, all), layers: all };
}

function headlineOf(state: HealthState, all: LayerHealth[]): string {
  if (state === 'good') return 'Everything is moving';
  const named = all.filter((one) => one.state === state).map((one) => one.layer);
  const where = named.length === 3 ? 'All three layers' : named.join(' and ').replace(/^./, (letter) => letter.toUpperCase());
  const plural = named.length > 1;
  return state === 'broken' ? `${where} ${plural ? 'are' : 'is'} down` : `${where} ${plural ? 'need' : 'needs'} a look`;
}
