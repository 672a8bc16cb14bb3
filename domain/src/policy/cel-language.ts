import { Environment } from '@marcbachmann/cel-js';

/** The facts by name, with their CEL types: what an author may write, and what the checker holds them to. */
export const factTypes = {
  Utm: { source: 'string', medium: 'string', campaign: 'string', term: 'string', content: 'string', id: 'string' },
  Attribution: {
    utm: 'Utm',
    clickIds: 'map<string, string>',
    landingPage: 'string',
    referrer: 'string',
    campaignId: 'string',
    adId: 'string',
    formId: 'string',
    sessionId: 'string',
  },
  Consent: { email: 'bool', phone: 'bool' },
  Signal: {
    id: 'string',
    type: 'string',
    category: 'string',
    connection: 'string',
    lane: 'string',
    test: 'bool',
    properties: 'map<string, dyn>',
    attribution: 'Attribution',
    consent: 'Consent',
  },
  Person: {
    email: 'string',
    emailDomain: 'string',
    emailKind: 'string',
    phone: 'string',
    firstName: 'string',
    lastName: 'string',
    fullName: 'string',
    title: 'string',
    seniority: 'string',
    department: 'string',
    country: 'string',
    state: 'string',
    city: 'string',
    timeZone: 'string',
    language: 'string',
    linkedinUrl: 'string',
    externalIds: 'map<string, string>',
  },
  Company: {
    name: 'string',
    domain: 'string',
    country: 'string',
    state: 'string',
    city: 'string',
    industry: 'string',
    employees: 'int',
    revenueUsd: 'double',
    technologies: 'list<string>',
    linkedinUrl: 'string',
  },
  RecentSignal: { type: 'string', daysAgo: 'double', properties: 'map<string, dyn>' },
  Lead: {
    id: 'string',
    accountType: 'string',
    contactOwner: 'string',
    accountOwner: 'string',
    openOpportunities: 'int',
    activeSequences: 'int',
    recentSignals: 'list<RecentSignal>',
  },
} as const satisfies Record<string, Record<string, string>>;

export type FactType = keyof typeof factTypes;

/** The four names a condition starts from. */
export const factRoots = { signal: 'Signal', person: 'Person', company: 'Company', lead: 'Lead' } as const;

/** Functions called as `name(value)`. */
export const globalFunctions = ['has', 'size', 'int', 'double', 'string'] as const;
/** Functions called as `value.name(…)`; the first five run a condition over a list. */
export const methods = [
  'all',
  'exists',
  'exists_one',
  'filter',
  'map',
  'contains',
  'startsWith',
  'endsWith',
  'mentions',
  'lowerAscii',
  'upperAscii',
  'trim',
  'size',
] as const;
export const listMacros: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);

// A condition of 2,000 characters written by a person has some dozens of nodes; ten times that stops a generated monster.
const limits = { maxAstNodes: 600, maxDepth: 24, maxListElements: 400, maxMapEntries: 50, maxCallArguments: 8 };

/** Parsing and type checking only: conditions are evaluated by `cel-evaluate.ts`, which knows unknown facts. */
export function celEnvironment(): Environment {
  const environment = new Environment({ limits, homogeneousAggregateLiterals: true });
  for (const [name, fields] of Object.entries(factTypes)) environment.registerType(name, { fields });
  for (const [name, type] of Object.entries(factRoots)) environment.registerVariable(name, type);
  const never = () => {
    throw new TypeError('conditions are evaluated by cel-evaluate.ts');
  };
  environment.registerFunction('string.mentions(string): bool', never);
  // Registers == and != in both orders.
  environment.registerOperator('double == int', never);
  // Standard CEL refuses to mix whole and decimal numbers in arithmetic; sales rules should not have to write 1000000.0.
  for (const operator of ['+', '-', '*', '/']) {
    environment.registerOperator(`double ${operator} int`, never);
    environment.registerOperator(`int ${operator} double`, never);
  }
  return environment;
}
