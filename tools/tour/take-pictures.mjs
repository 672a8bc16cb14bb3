// Takes the pictures of the README from a running Firstline, with its sample signals in it:
//   node tools/tour/take-pictures.mjs [console address] [FIRSTLINE_HOME] [name of a lead that somebody is asked about]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';

import { smallPng } from './small-png.mjs';

const [base = 'http://localhost:3000', home = '.firstline', name = 'Camille Rousseau'] = process.argv.slice(2);
const key = readFileSync(join(home, 'operator.key'), 'utf8').trim();
const authorization = `Bearer ${key}`;
const sizes = { desk: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } };

const ask = async (path) => {
  const response = await fetch(base + path, { headers: { authorization } });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
};
const leadCalled = async (name) => {
  const { items } = await ask(`/v1/leads?q=${encodeURIComponent(name)}`);
  const lead = items.find((item) => item.name.startsWith(name));
  if (!lead) throw new Error(`No lead is called ${name}: are the sample signals in it?`);
  return lead;
};

const browser = await playwright.launch({
  executablePath: await chromium.executablePath(),
  args: ['--no-sandbox', '--headless=shell', '--font-render-hinting=none', '--disable-gpu', '--hide-scrollbars'],
});

/** The Temporal UI reads what is sealed through the console, so it wants the same session. */
async function take(name, size, url, { ready, height }) {
  const context = await browser.newContext({
    viewport: { ...sizes[size], ...(height && { height }) },
    deviceScaleFactor: size === 'phone' ? 2 : 1,
    isMobile: size === 'phone',
    hasTouch: size === 'phone',
    reducedMotion: 'reduce',
    colorScheme: 'light',
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  const page = await context.newPage();
  const answer = await context.request.post(`${base}/v1/session`, { data: { key }, headers: { origin: base } });
  if (!answer.ok()) throw new Error(`Signing in answered ${answer.status()}`);
  await page.goto(url, { waitUntil: 'load' });
  await ready(page);
  await page.waitForTimeout(600);
  const file = join(import.meta.dirname, '../../docs/tour', `${name}.png`);
  writeFileSync(file, smallPng(await page.screenshot()));
  process.stdout.write(`${file}\n`);
  await context.close();
}

try {
  const fresh = await leadCalled(name);
  const { episode } = await ask(`/v1/leads/${fresh.id}`);
  const heading = (name) => (page) => page.getByRole('heading', { name }).first().waitFor();
  await take('console', 'desk', `${base}/`, { ready: (page) => page.getByText('Hank Sorrel').first().waitFor() });
  await take('lead', 'desk', `${base}/leads/${fresh.id}`, { ready: heading(fresh.name) });
  await take('lead-phone', 'phone', `${base}/leads/${fresh.id}`, { ready: heading(fresh.name) });
  await take('signals-phone', 'phone', `${base}/signals`, { ready: (page) => page.getByText(fresh.name).first().waitFor() });
  await take('temporal', 'desk', episode.temporalUrl, { height: 1180, ready: (page) => page.getByText('speedToLead').first().waitFor() });
} finally {
  await browser.close();
}
