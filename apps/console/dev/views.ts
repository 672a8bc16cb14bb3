import type { Page } from 'playwright-core';
import type { Scenario } from './world.ts';

export interface View {
  name: string;
  path: string;
  scenario?: Scenario;
  signedOut?: boolean;
  actingAs?: string;
  fullPage?: boolean;
  schemes?: readonly ('light' | 'dark')[];
  ready: (page: Page) => Promise<unknown>;
  act?: (page: Page, size: 'desk' | 'phone') => Promise<unknown>;
}

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { level: 1, name }).waitFor();
const row = (testId: string) => (page: Page) => page.getByTestId(testId).first().waitFor();
const text = (words: string | RegExp) => (page: Page) => page.getByText(words).filter({ visible: true }).first().waitFor();
const uuid = (kind: number, n: number): string =>
  `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const light = ['light'] as const;
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).filter({ visible: true }).first();

/** Every view worth looking at; development only. */
export const views: View[] = [
  { name: 'sign-in', path: '/', signedOut: true, ready: heading('Firstline') },
  {
    name: 'sign-in-wrong',
    path: '/',
    signedOut: true,
    ready: heading('Firstline'),
    act: async (page) => {
      await page.getByLabel('Operator key').fill('wrong');
      await button(page, 'Sign in').click();
      await text(/not known/)(page);
    },
    schemes: light,
  },
  { name: 'overview', path: '/', actingAs: 'ana', ready: row('signal-row') },
  { name: 'overview-full', path: '/', actingAs: 'ana', ready: row('signal-row'), fullPage: true, schemes: light },
  { name: 'overview-degraded', path: '/', scenario: 'degraded', ready: row('signal-row') },
  { name: 'overview-empty', path: '/', scenario: 'empty', ready: text(/No signal has arrived/), fullPage: true, schemes: light },
  { name: 'overview-failing', path: '/', scenario: 'failing', ready: text(/could not be read/), fullPage: true, schemes: light },
  { name: 'overview-slow', path: '/', scenario: 'slow', ready: heading('Overview'), schemes: light },
  { name: 'overview-hostile', path: '/', scenario: 'hostile', ready: row('signal-row'), fullPage: true, schemes: light },
  { name: 'signals', path: '/signals', ready: row('signal-row') },
  { name: 'signals-empty', path: '/signals', scenario: 'empty', ready: text(/No signal has arrived/), schemes: light },
  { name: 'signals-nothing', path: '/signals?q=zzz', ready: text(/No signal matches/), schemes: light },
  { name: 'signals-failing', path: '/signals', scenario: 'failing', ready: text(/could not be read/), schemes: light },
  {
    name: 'signals-many',
    path: '/signals',
    scenario: 'many',
    ready: row('signal-row'),
    act: (page) => page.mouse.wheel(0, 6_000),
    schemes: light,
  },
  { name: 'signals-hostile', path: '/signals', scenario: 'hostile', ready: row('signal-row'), schemes: light },
  { name: 'signal', path: `/signals/${uuid(1, 0)}`, ready: text('Execution'), fullPage: true },
  { name: 'signal-suppressed', path: `/signals/${uuid(1, 4)}`, ready: text('Execution'), fullPage: true, schemes: light },
  { name: 'signal-hostile', path: `/signals/${uuid(1, 2)}`, scenario: 'hostile', ready: text('Execution'), fullPage: true, schemes: light },
  { name: 'signal-missing', path: `/signals/nope`, ready: text(/is not here/), schemes: light },
  { name: 'leads', path: '/leads', ready: row('lead-row') },
  { name: 'leads-hostile', path: '/leads', scenario: 'hostile', ready: row('lead-row'), schemes: light },
  { name: 'lead', path: `/leads/${uuid(2, 0)}`, actingAs: 'ana', ready: text('Before you call') },
  { name: 'lead-full', path: `/leads/${uuid(2, 0)}`, actingAs: 'ana', ready: text('Before you call'), fullPage: true, schemes: light },
  { name: 'lead-soon', path: `/leads/${uuid(2, 5)}`, actingAs: 'ben', ready: row('clock'), schemes: light },
  { name: 'lead-urgent', path: `/leads/${uuid(2, 18)}`, ready: row('clock') },
  { name: 'lead-overdue', path: `/leads/${uuid(2, 21)}`, ready: row('clock') },
  {
    name: 'lead-take',
    path: `/leads/${uuid(2, 16)}`,
    actingAs: 'ana',
    ready: row('clock'),
    act: async (page) => (await button(page, 'Take it').click(), text(/is yours/)(page)),
    schemes: light,
  },
  { name: 'lead-taken', path: `/leads/${uuid(2, 1)}`, actingAs: 'ana', ready: text(/took it/) },
  {
    name: 'lead-who',
    path: `/leads/${uuid(2, 32)}`,
    ready: row('clock'),
    act: async (page) => (await button(page, 'Take it').click(), text('Who are you?')(page)),
  },
  {
    name: 'lead-pass',
    path: `/leads/${uuid(2, 0)}`,
    actingAs: 'ana',
    ready: row('clock'),
    act: async (page) => (await button(page, 'Pass').click(), text('Pass it on')(page)),
  },
  {
    name: 'lead-more',
    path: `/leads/${uuid(2, 0)}`,
    actingAs: 'ana',
    ready: row('clock'),
    act: async (page, size) => (await button(page, size === 'phone' ? 'More actions' : 'Snooze').click(), text(/What else|Snooze/)(page)),
    schemes: light,
  },
  {
    name: 'lead-reassign',
    path: `/leads/${uuid(2, 0)}`,
    actingAs: 'cara',
    ready: row('clock'),
    act: async (page, size) => {
      if (size === 'phone') await button(page, 'More actions').click();
      await button(page, 'Reassign').click();
      await text('The next rep in turn')(page).catch(() => {});
    },
    schemes: light,
  },
  {
    name: 'lead-cancel',
    path: `/leads/${uuid(2, 0)}`,
    actingAs: 'ana',
    ready: row('clock'),
    act: async (page, size) => {
      if (size === 'phone') await button(page, 'More actions').click();
      await button(page, 'Cancel').click();
      await text(/Cancel the work on/)(page);
    },
  },
  {
    name: 'lead-outcome',
    path: `/leads/${uuid(2, 3)}`,
    actingAs: 'ana',
    ready: text(/took it/),
    act: async (page) => (await button(page, 'Outcome').click(), text('What came of it?')(page)),
    schemes: light,
  },
  { name: 'lead-hostile', path: `/leads/${uuid(2, 2)}`, scenario: 'hostile', ready: row('clock'), fullPage: true, schemes: light },
  { name: 'lead-missing', path: `/leads/${uuid(2, 9_999)}`, ready: text(/is not here/), schemes: light },
  { name: 'lead-failing', path: `/leads/${uuid(2, 0)}`, scenario: 'failing', ready: text(/could not be read/), schemes: light },
  { name: 'lead-slow', path: `/leads/${uuid(2, 0)}`, scenario: 'slow', ready: (page) => page.waitForTimeout(700), schemes: light },
  { name: 'inbox', path: '/inbox', actingAs: 'ana', ready: row('inbox-message') },
  { name: 'inbox-nobody', path: '/inbox', ready: text('Who are you?'), schemes: light },
  { name: 'inbox-empty', path: '/inbox', actingAs: 'mara', ready: text(/Nothing asks for you/), schemes: light },
  { name: 'triggers', path: '/triggers', ready: text('Demo request') },
  { name: 'trigger', path: '/triggers/demo-request', ready: text(/Is the signal arriving/), fullPage: true },
  { name: 'dead-letters', path: '/dead-letters', ready: row('dead-letter') },
  {
    name: 'dead-letters-discard',
    path: '/dead-letters',
    ready: row('dead-letter'),
    act: async (page) => (await button(page, 'Discard').click(), text('Discard this action?')(page)),
    schemes: light,
  },
  { name: 'dead-letters-empty', path: '/dead-letters', scenario: 'empty', ready: text(/Nothing is undone/), schemes: light },
  { name: 'not-found', path: '/nowhere/at/all', ready: heading('There is no such page'), schemes: light },
  {
    name: 'more',
    path: '/',
    ready: row('signal-row'),
    act: async (page, size) => {
      if (size === 'phone') {
        await button(page, /^More/).click();
        await text('Dead letters')(page);
      }
    },
  },
  {
    name: 'offline',
    path: '/leads',
    ready: row('lead-row'),
    act: async (page) => {
      await page.context().setOffline(true);
      await text(/You are offline/)(page);
    },
    schemes: light,
  },
];
