/**
 * DEVELOPMENT ONLY. Opens every page of the console at two widths, light and dark, takes a picture of each, and fails on any
 * axe violation, page error, or breach of the content security policy.
 *   node dev/look.ts <base URL> <folder for pictures> [name of one view]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type Page } from 'playwright-core';
import { views, type View } from './views.ts';

const [base = 'http://127.0.0.1:3999', folder = join(tmpdir(), 'firstline-console'), only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const problems: string[] = [];

// The package's own arguments are for a container that lives for one call: one process, and no web security to test.
const browserArguments = ['--no-sandbox', '--headless=shell', '--font-render-hinting=none', '--disable-gpu', '--hide-scrollbars'];
const sizes = { desk: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

async function look(browser: Browser, view: View, size: keyof typeof sizes, colorScheme: 'light' | 'dark'): Promise<void> {
  const name = `${view.name}.${size}.${colorScheme}`;
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme,
    deviceScaleFactor: size === 'phone' ? 2 : 1,
    isMobile: size === 'phone',
    hasTouch: size === 'phone',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    extraHTTPHeaders: { 'x-scenario': view.scenario ?? 'normal', ...(view.signedOut ? { 'x-signed-out': '1' } : {}) },
  });
  if (view.actingAs)
    await context.addInitScript(
      (rep) => location.protocol.startsWith('http') && localStorage.setItem('firstline.acting-as', rep),
      view.actingAs,
    );
  const page: Page = await context.newPage();
  page.on('console', (message) => {
    const text = message.text();
    // A refusal on purpose is logged by the browser itself.
    if (message.type() === 'error' && !/Failed to load resource/.test(text)) problems.push(`${name}: console: ${text}`);
  });
  page.on('pageerror', (error) => problems.push(`${name}: page error: ${error.message}`));
  await fetch(`${base}/mock/reset`, { method: 'POST' });
  try {
    await page.goto(base + view.path, { waitUntil: 'load' });
    await view.ready(page);
    await view.act?.(page, size);
    await page.waitForTimeout(150);
    await page.screenshot({ path: `${folder}/${name}.png`, fullPage: view.fullPage ?? false });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wider > 0) problems.push(`${name}: the page is ${wider} px wider than the screen`);
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, help, nodes } of violations)
      problems.push(
        `${name}: axe ${id}: ${help}\n    ${nodes
          .slice(0, 3)
          .map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`)
          .join('\n    ')}`,
      );
  } catch (error) {
    problems.push(`${name}: ${String(error)}`);
    await page.screenshot({ path: `${folder}/${name}.failed.png` }).catch(() => {});
  } finally {
    await context.close();
  }
}

const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: browserArguments, headless: true });
try {
  for (const view of views.filter((one) => only === undefined || one.name.startsWith(only))) {
    for (const size of ['desk', 'phone'] as const) {
      for (const scheme of view.schemes ?? (['light', 'dark'] as const)) await look(browser, view, size, scheme);
    }
  }
} finally {
  await browser.close();
}
writeFileSync(`${folder}/problems.txt`, problems.join('\n'));
process.stdout.write(`Pictures: ${folder}\n${problems.length === 0 ? 'Nothing wrong.' : problems.join('\n')}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
