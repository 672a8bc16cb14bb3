import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openMetrics } from '@firstline/platform/metrics/metrics';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readCompose, readStages, root, textOf } from './compose-file.js';

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string }[];
}
interface Rule {
  alert: string;
  expr: string;
  annotations: { summary: string; runbook: string };
}

let panels: Panel[];
let rules: Rule[];
let exported: Set<string>;

beforeAll(async () => {
  panels = (JSON.parse(await textOf('docker/grafana/dashboards/firstline.json')) as { panels: Panel[] }).panels;
  rules = (parse(await textOf('docker/prometheus/alerts.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
  exported = new Set([...(await metricsOfOurCode()), ...(await metricsOfNode()), 'up']);
});

/** `name: 'firstline_…'` in every `*.metrics.ts`, with what Prometheus makes of a histogram. */
async function metricsOfOurCode(): Promise<string[]> {
  const names: string[] = [];
  for (const folder of ['apps', 'activities', 'workflows', 'platform']) {
    for (const entry of await readdir(join(root, folder), { recursive: true })) {
      if (!entry.endsWith('.metrics.ts') || /node_modules|dist/.test(entry)) continue;
      const text = await readFile(join(root, folder, entry), 'utf8');
      for (const [, kind, name = ''] of text.matchAll(/\.(counter|gauge|histogram)\(\{\s*name: [`'](firstline_[a-z_]+)'/g)) {
        names.push(...(kind === 'histogram' ? ['_bucket', '_sum', '_count'].map((ending) => name + ending) : [name]));
      }
      // A name that is put together from a closed list: `firstline_${until}_seconds`.
      for (const [, head = '', tail = ''] of text.matchAll(/name: `(firstline_)\$\{until\}([a-z_]+)`/g)) {
        names.push(...[...text.matchAll(/speedGauge\('[a-z]+', '([a-z]+)'\)/g)].map(([, until = '']) => `${head}${until}${tail}`));
      }
    }
  }
  return names;
}

async function metricsOfNode(): Promise<string[]> {
  const text = await openMetrics({ service: 'x' }).registry.metrics();
  return [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
}

/** Names in a PromQL expression: words that are no label, no function, no keyword. */
const metricsIn = (expr: string): string[] =>
  [...expr.replaceAll(/\{[^}]*\}|by \([^)]*\)|\[[^\]]*\]/g, ' ').matchAll(/\b((?:firstline|process|nodejs)_[a-z0-9_]+|up)\b/g)].map(
    ([name]) => name,
  );

describe('the dashboard', () => {
  it('shows only what our programs export', () => {
    const shown = panels.flatMap(({ title, targets = [] }) =>
      targets.flatMap(({ expr }) => metricsIn(expr).map((name) => ({ title, name }))),
    );
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.filter(({ name }) => !exported.has(name))).toEqual([]);
  });

  it('shows every metric of ours somewhere', () => {
    const shown = new Set(panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => metricsIn(expr))));
    const kinds = new Set(
      [...exported].filter((name) => name.startsWith('firstline_')).map((name) => name.replace(/_(bucket|sum|count)$/, '')),
    );
    const hidden = [...kinds].filter((name) => ![...shown].some((other) => other.startsWith(name)));
    expect(hidden).toEqual([]);
  });

  it('asks in every panel, and lays no panel over another', () => {
    const cells = new Set<string>();
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { type, title, targets, gridPos } of panels) {
      if (type !== 'row') expect(targets?.length, title).toBeGreaterThan(0);
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(cells.has(`${x},${y}`), title).toBe(false);
          cells.add(`${x},${y}`);
        }
      }
    }
  });
});

describe('the alerts', () => {
  it('watch only what our programs export', () => {
    for (const { alert, expr } of rules) {
      expect(metricsIn(expr).length, alert).toBeGreaterThan(0);
      expect(
        metricsIn(expr).filter((name) => !exported.has(name)),
        alert,
      ).toEqual([]);
    }
  });

  it('each lead to a section of the operations page', async () => {
    const headings = [...(await textOf('docs/operations.md')).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const { alert, annotations } of rules) {
      const [page, section] = annotations.runbook.split('#');
      expect(page).toBe('docs/operations.md');
      expect(headings, alert).toContain(section);
    }
  });
});

describe('Prometheus', () => {
  it('scrapes services that exist, at ports that they listen on', async () => {
    const { services } = await readCompose();
    const stages = await readStages();
    const config = parse(await textOf('docker/prometheus/prometheus.yaml')) as {
      rule_files: string[];
      scrape_configs: {
        job_name: string;
        dns_sd_configs?: { names: string[]; port: number }[];
        static_configs?: { targets: string[] }[];
      }[];
    };
    for (const { job_name: job, dns_sd_configs: byName = [], static_configs: fixed = [] } of config.scrape_configs) {
      for (const { names, port } of byName) {
        expect(
          names.filter((name) => !(name in services)),
          job,
        ).toEqual([]);
        expect(stages.get(services[names[0] ?? '']?.build?.target ?? ''), job).toContain(`EXPOSE ${port}`);
      }
      for (const target of fixed.flatMap(({ targets }) => targets)) expect(Object.keys(services), job).toContain(target.split(':')[0]);
    }
    expect(config.rule_files).toEqual(['alerts.yaml']);
  });

  it('is the source that Grafana’s dashboard asks', async () => {
    const { datasources } = parse(await textOf('docker/grafana/provisioning/datasources/prometheus.yaml')) as {
      datasources: { uid: string; url: string }[];
    };
    const [source] = datasources;
    expect(await textOf('docker/grafana/dashboards/firstline.json')).toContain(`"uid": "${source?.uid}"`);
    expect(Object.keys((await readCompose()).services)).toContain(new URL(source?.url ?? '').hostname);
  });
});
