import type { Stats } from '@firstline/domain/api/stats.schema';
import { describe, expect, it } from 'vitest';
import { healthOf } from './health.js';

const speed = { count: 0, p50Ms: null, p95Ms: null };
const quiet: Stats = {
  at: '2026-11-21T09:00:00Z',
  since: '2026-11-21T00:00:00Z',
  signals: { total: 0, byStage: [], byLayer: [], byLane: [], unstarted: 0 },
  speed: { capturedToAssigned: speed, capturedToAlerted: speed },
  oldestWaiting: null,
  waiting: 0,
  takenInTime: { taken: 0, inTime: 0 },
  deadLetters: [],
  parts: (['postgres', 'temporal', 'worker', 'relay'] as const).map((part) => ({ part, healthy: true, detail: '', tookMs: 1 })),
};
const without = (...down: string[]): Stats => ({
  ...quiet,
  parts: quiet.parts.map((part) => ({ ...part, healthy: !down.includes(part.part) })),
});
const states = (stats: Stats) => healthOf(stats).layers.map((one) => one.state);

describe('which of the three layers failed', () => {
  it('says that everything moves when it does', () => {
    expect(healthOf(quiet)).toMatchObject({ state: 'good', headline: 'Everything is moving' });
  });
  it('keeps ingestion up while Temporal is down, since signals are stored', () => {
    expect(states(without('temporal'))).toEqual(['attention', 'broken', 'broken']);
    expect(healthOf(without('temporal')).headline).toBe('Qualification and execution are down');
  });
  it('keeps ingestion up while the database is down, since signals go through Temporal', () => {
    expect(states(without('postgres'))).toEqual(['attention', 'broken', 'broken']);
  });
  it('says that senders are turned away when both stores are down', () => {
    expect(healthOf(without('postgres', 'temporal')).headline).toBe('All three layers are down');
  });
  it('names the layer in which signals failed', () => {
    const failed: Stats = { ...quiet, signals: { ...quiet.signals, byStage: [{ stage: 'failed', layer: 'qualification', count: 2 }] } };
    expect(healthOf(failed)).toMatchObject({ state: 'attention', headline: 'Qualification needs a look' });
    expect(states(failed)).toEqual(['good', 'attention', 'good']);
  });
  it('lays undone actions and unanswered leads at the door of execution', () => {
    const stats: Stats = {
      ...quiet,
      signals: { ...quiet.signals, byStage: [{ stage: 'unanswered', layer: 'execution', count: 1 }] },
      deadLetters: [
        { state: 'waiting', count: 2 },
        { state: 'paged', count: 1 },
        { state: 'healed', count: 9 },
      ],
    };
    expect(healthOf(stats).layers[2]).toEqual({
      layer: 'execution',
      state: 'attention',
      notes: ['3 actions could not be done yet, 1 of them paged someone.', '1 lead was not answered by anyone.'],
    });
  });
  it('does not cry over signals in the moment between commit and start', () => {
    expect(states({ ...quiet, signals: { ...quiet.signals, unstarted: 3 } })).toEqual(['good', 'good', 'good']);
    expect(states({ ...quiet, signals: { ...quiet.signals, unstarted: 30 } })).toEqual(['attention', 'good', 'good']);
  });
});
