import { createHash } from 'node:crypto';
import { firstCharacters } from '../json.js';
import type { Fault } from '../faults/fault.js';
import type { SandboxRecord } from '../records/recorder.js';
import type { VendorName } from '../vendor.js';

export interface PageContent {
  vendors: { name: VendorName; says: string; address: string; seen: number; fault: Fault }[];
  records: SandboxRecord[];
}

const script = `
const live = document.getElementById('live'), box = document.getElementById('by-itself'), state = document.getElementById('state');
async function refresh() {
  if (!box.checked || document.hidden) return;
  try {
    const answer = await fetch('/', { headers: { accept: 'text/html' } });
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('live');
    if (fresh) live.replaceChildren(...fresh.childNodes);
    state.textContent = '';
  } catch { state.textContent = 'The sandbox does not answer; it may have been stopped.'; }
}
document.getElementById('refresh').hidden = false;
setInterval(refresh, 2000);
`;

const style = `
:root { color-scheme: light dark; --page: #f6f5f1; --card: #fff; --ink: #1d2330; --quiet: #5a6273; --line: #d9d8d2; --warn: #8a4b00; --warn-page: #fff1d6; --bad: #a01c1c; --good: #1b6b3a; }
@media (prefers-color-scheme: dark) { :root { --page: #14171d; --card: #1d222b; --ink: #e7e9ee; --quiet: #a3abbb; --line: #353c49; --warn: #ffc46b; --warn-page: #33270f; --bad: #ff9a94; --good: #7fdba0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 1rem; }
.banner { background: var(--warn-page); color: var(--warn); border-bottom: 1px solid var(--line); padding: .75rem 1rem; }
.banner strong { display: block; max-width: 66rem; margin: 0 auto; }
h1 { font-size: 1.5rem; margin: .5rem 0; } h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
ul, ol { list-style: none; margin: 0; padding: 0; }
.vendors { display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); }
li { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .75rem; }
.vendors b, .records b { font-weight: 600; }
.records { display: grid; gap: .4rem; }
.records li { display: flex; flex-wrap: wrap; gap: .1rem .75rem; font-size: .9rem; }
.records .what { flex: 1 1 14rem; min-width: 0; }
.quiet { color: var(--quiet); } .bad { color: var(--bad); } .good { color: var(--good); }
code { font: .85em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
.body { flex-basis: 100%; color: var(--quiet); }
label { display: inline-flex; gap: .5rem; align-items: center; min-height: 2.75rem; }
input { width: 1.1rem; height: 1.1rem; }
`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

export const pageHeaders: Record<string, string> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** Everything on it may have been sent by a stranger, so everything is escaped. */
export function page({ vendors, records }: PageContent): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Firstline sandbox</title><style>${style}</style></head>
<body>
<header class="banner"><strong>This is a sandbox. Nobody here exists, and nothing leaves this machine: no message, e-mail or page is delivered to anyone.</strong></header>
<main>
<h1>Firstline sandbox</h1>
<p>Local counterparts of the vendors that Firstline talks to. They speak each vendor's protocol with made-up people, remember what they were asked, and fail on demand:
<code>PUT /_sandbox/faults/&lt;vendor&gt;</code>, <code>GET /_sandbox/records/&lt;vendor&gt;</code>.</p>
<p id="refresh" hidden><label><input type="checkbox" id="by-itself" checked> Refresh by itself</label> <span id="state" class="bad" role="status"></span></p>
<noscript><p>Reload the page to see what is new.</p></noscript>
<div id="live">
<h2>Vendors</h2>
<ul class="vendors">${vendors.map(vendorItem).join('')}</ul>
<h2>Last ${records.length === 0 ? 'calls' : `${records.length} calls, newest first, times in UTC`}</h2>
${records.length === 0 ? '<p class="quiet">Nobody has called yet.</p>' : `<ol class="records">${records.map(recordItem).join('')}</ol>`}
</div>
</main>
<script>${script}</script>
</body>
</html>`;
}

function vendorItem({ name, says, address, seen, fault }: PageContent['vendors'][number]): string {
  const faulty = Object.keys(fault).length > 0;
  const mood = faulty ? `<span class="bad">fault: <code>${escape(JSON.stringify(fault))}</code></span>` : '<span class="good">well</span>';
  return `<li><b>${escape(name)}</b> <span class="quiet">${escape(says)}</span><br><code>${escape(address)}</code><br>${seen} ${seen === 1 ? 'call' : 'calls'} · ${mood}</li>`;
}

function recordItem(record: SandboxRecord): string {
  const well = record.outcome === 'answered';
  const status = record.status === null ? '' : ` ${record.status}`;
  const took = record.tookMs === null ? '' : ` · ${record.tookMs} ms`;
  const body = record.body === null ? '' : `<code class="body">${escape(shorten(JSON.stringify(record.body), 240))}</code>`;
  const direction = record.direction === 'out' ? '→ Firstline ' : '';
  return `<li><time class="quiet" datetime="${escape(record.at)}">${escape(record.at.slice(11, 23))}</time><b>${escape(record.vendor)}</b><span class="what"><code>${direction}${escape(record.method)} ${escape(shorten(record.path, 160))}</code></span><span class="${well ? 'good' : 'bad'}">${escape(record.outcome)}${status}</span><span class="quiet">${record.acted ? 'acted' : 'no effect'}${took}</span>${body}</li>`;
}

const shorten = (text: string, most: number): string => (text.length > most ? `${firstCharacters(text, most)}…` : text);

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!);
