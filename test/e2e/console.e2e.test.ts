import { AxeBuilder } from '@axe-core/playwright';
import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium as playwright, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Stack } from '../harness/stack.js';
import { eventually, settled } from './accounts.js';
import { demoRequest, somebody } from './people.js';

let stack: Stack;
let browser: Browser;
beforeAll(async () => {
  const launched = playwright.launch({
    executablePath: await chromium.executablePath(),
    // The package's own arguments are for a container that lives for one call.
    args: ['--no-sandbox', '--headless=shell', '--disable-gpu', '--font-render-hinting=none'],
    headless: true,
  });
  [stack, browser] = await Promise.all([Stack.start(), launched]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

let context: BrowserContext;
afterEach(() => context?.close());

const WITHIN_MS = 20_000;
const sizes = [
  ['a desk', { width: 1280, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
] as const;

/** A window on the console, and everything that it complains about. */
async function open(viewport: { width: number; height: number }): Promise<{ page: Page; complaints: string[] }> {
  const isMobile = viewport.width < 500;
  context = await browser.newContext({
    viewport,
    isMobile,
    hasTouch: isMobile,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  context.setDefaultTimeout(WITHIN_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(`error: ${message}`));
  page.on('console', (message) => {
    // Whether anybody is signed in is asked for, and "nobody" is a 401, which the browser notes by itself.
    if (message.type() === 'error' && !message.location().url.endsWith('/v1/session')) complaints.push(`console: ${message.text()}`);
  });
  return { page, complaints };
}

/** Nothing that axe can find, and nothing wider than the screen. */
async function looksGood(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${what}: ${id} at ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
  const tooWide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  expect(tooWide, `${what}: pixels wider than the screen`).toBeLessThanOrEqual(0);
}

const seen = (page: Page, text: string | RegExp) => page.getByText(text).filter({ visible: true }).first();
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).filter({ visible: true }).first();

describe.each(sizes)('a rep at %s', (_, viewport) => {
  it('signs in, sees a signal arrive, opens the lead and takes it', async () => {
    const { page, complaints } = await open(viewport);
    await page.goto(stack.url);
    await page.getByLabel('Operator key').fill('not the key');
    await button(page, 'Sign in').click();
    await seen(page, /not known/).waitFor();
    await looksGood(page, 'sign-in');
    await page.getByLabel('Operator key').fill(stack.keys.operator);
    await button(page, 'Sign in').click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

    await page
      .getByRole('link', { name: /^Signals/ })
      .filter({ visible: true })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: 'Signals' }).waitFor();
    await page.evaluate('window.neverReloaded = true');
    const person = somebody();
    const sentMs = Date.now();
    const { body } = await stack.door.send(demoRequest(person));
    await page.getByTestId('signal-row').filter({ hasText: person.lastName }).waitFor();
    console.log(`${viewport.width} px: in the list ${Date.now() - sentMs} ms after it was sent`);
    const [signal] = await settled(stack, [body.id]);
    await page
      .getByTestId('signal-row')
      .filter({ hasText: person.lastName })
      .filter({ hasText: /waiting/i })
      .waitFor();
    expect(await page.evaluate('window.neverReloaded')).toBe(true);
    await looksGood(page, 'signals');

    await page
      .getByRole('link', { name: /^Leads/ })
      .filter({ visible: true })
      .first()
      .click();
    await page.getByTestId('lead-row').filter({ hasText: person.lastName }).getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: new RegExp(person.lastName) }).waitFor();
    await looksGood(page, 'lead');
    const { rep } = (await stack.door.lead(signal!.lead!.id)).assignment!;
    await button(page, 'Take it').click();
    const who = page.getByRole('dialog', { name: 'Who are you?' });
    await who.waitFor();
    await looksGood(page, 'who are you');
    await who.getByRole('button', { name: new RegExp(rep.name) }).click();
    await seen(page, /is yours/).waitFor();
    await seen(page, new RegExp(`${rep.name} took it`)).waitFor();
    await looksGood(page, 'taken');
    await eventually(async () => expect((await stack.door.lead(signal!.lead!.id)).takenBy).toEqual(rep));
    expect(complaints).toEqual([]);
  });

  it('is shown as it happens that somebody else was faster', async () => {
    const { page, complaints } = await open(viewport);
    const person = somebody();
    const { body } = await stack.door.send(demoRequest(person));
    const [signal] = await settled(stack, [body.id]);
    const { rep } = (await stack.door.lead(signal!.lead!.id)).assignment!;
    // A link in a message leads here before anybody has signed in.
    await page.goto(`${stack.url}/leads/${signal!.lead!.id}`);
    await page.getByLabel('Operator key').fill(stack.keys.operator);
    await button(page, 'Sign in').click();
    await button(page, 'Take it').waitFor();
    expect((await stack.door.press(signal!.lead!.id, 'acknowledge', { repId: rep.id })).status).toBe(200);
    await seen(page, new RegExp(`${rep.name} took it`)).waitFor();
    await button(page, 'Take it').waitFor({ state: 'hidden' });
    expect(complaints).toEqual([]);
  });
});
