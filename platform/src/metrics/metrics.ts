import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** A label with a closed list of values, or up to so many values that are not known beforehand (connections, triggers). */
export type LabelValues = readonly string[] | { readonly upTo: number };
/** Every metric says which layer it speaks of: `layer` lists one or more. */
export type Labels = { readonly layer: readonly Layer[] } & Readonly<Record<string, LabelValues>>;
export type Layer = 'ingestion' | 'qualification' | 'execution' | 'none';

type Values<L extends Labels> = { [K in keyof L]: L[K] extends readonly (infer V extends string)[] ? V : string };

interface Definition<L extends Labels> {
  /** With its unit: `firstline_captured_seconds`, `firstline_signals_total`. */
  name: `firstline_${string}`;
  help: string;
  labels: L;
}

/** What is observed under a value that was not listed, or came after the limit. */
const OTHER = 'other';

/** From 1 ms to a minute: capture is held to 25 ms, captured → alerted to 500 ms, a vendor's deadline is in seconds. */
export const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** From a second to a day: a rep's first touch, a dead letter's life. */
export const patienceBuckets = [1, 5, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400];

export interface Metrics {
  readonly registry: Registry;
  counter<const L extends Labels>(definition: Definition<L>): { add(labels: Values<L>, by?: number): void };
  /** With `collect`, asked at each scrape; one that fails leaves the last value standing. */
  gauge<const L extends Labels>(
    definition: Definition<L> & { collect?: (set: (labels: Values<L>, value: number) => void) => Promise<void> },
  ): {
    set(labels: Values<L>, value: number): void;
  };
  histogram<const L extends Labels>(
    definition: Definition<L> & { buckets?: number[] },
  ): { observe(labels: Values<L>, value: number): void };
}

/**
 * The metrics of one process, with those of node itself.
 * Labels are bounded: an id or an address that a programmer passes by mistake ends as `other`, and neither fills the store nor shows a person.
 */
export function openMetrics({ service, defaults = true }: { service: string; defaults?: boolean }): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  if (defaults) collectDefaultMetrics({ register: registry });
  const base = (definition: Definition<Labels>) => ({
    name: definition.name,
    help: definition.help,
    labelNames: Object.keys(definition.labels),
    registers: [registry],
  });
  return {
    registry,
    counter(definition) {
      const counter = new Counter(base(definition));
      const bounded = boundedBy(definition.labels);
      return { add: (labels, by = 1) => counter.inc(bounded(labels), by) };
    },
    gauge(definition) {
      const bounded = boundedBy(definition.labels);
      const set = (labels: Record<string, string>, value: number) => gauge.set(bounded(labels), value);
      const { collect } = definition;
      const gauge: Gauge = new Gauge({ ...base(definition), ...(collect ? { collect: () => collect(set).catch(() => undefined) } : {}) });
      return { set };
    },
    histogram(definition) {
      const histogram = new Histogram({ ...base(definition), buckets: definition.buckets ?? latencyBuckets });
      const bounded = boundedBy(definition.labels);
      return { observe: (labels, value) => histogram.observe(bounded(labels), value) };
    },
  };
}

function boundedBy(labels: Labels): (given: Record<string, string>) => Record<string, string> {
  const known = new Map(
    Object.entries(labels).map(([name, values]) =>
      'upTo' in values ? [name, { seen: new Set<string>(), limit: values.upTo }] : [name, { seen: new Set<string>(values), limit: 0 }],
    ),
  );
  return (given) =>
    Object.fromEntries(
      [...known].map(([name, { seen, limit }]) => {
        const value = given[name] ?? OTHER;
        if (seen.size < limit) seen.add(value);
        return [name, seen.has(value) ? value : OTHER];
      }),
    );
}
