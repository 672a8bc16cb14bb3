/** One little tree for each rule of .dependency-cruiser.cjs, which must break it: the first file imports what it must not. */
const nothing = 'export const x = 1;\n';
const imports = (specifier: string): string => `import { x } from '${specifier}';\nexport const y = x;\n`;

type Tree = Readonly<Record<string, string>>;

export const offences: Readonly<Record<string, Tree>> = {
  'domain-knows-nobody': { 'domain/src/score.ts': imports('../../platform/src/log.js'), 'platform/src/log.ts': nothing },
  'rules-and-stories-do-no-io': { 'domain/src/score.ts': imports('node:fs') },
  'platform-knows-nobody': { 'platform/src/log.ts': imports('../../domain/src/signal.js'), 'domain/src/signal.ts': nothing },
  'activities-see-domain-and-platform-only': { 'activities/src/crm/crm.activities.ts': imports('@temporalio/client') },
  'workflows-see-activity-types-only': {
    'workflows/src/speed-to-lead/speed-to-lead.workflow.ts': imports('../../../activities/src/crm/crm.activities.js'),
    'activities/src/crm/crm.activities.ts': nothing,
  },
  'workflows-stay-in-the-sandbox': {
    'workflows/src/speed-to-lead/speed-to-lead.workflow.ts': imports('../../../platform/src/log.js'),
    'platform/src/log.ts': nothing,
  },
  'clients-see-contracts-only': {
    'apps/ingress/src/start.ts': imports('../../../workflows/src/speed-to-lead/speed-to-lead.workflow.js'),
    'workflows/src/speed-to-lead/speed-to-lead.workflow.ts': nothing,
  },
  'clients-see-no-activity': {
    'apps/cli/src/send.ts': imports('../../../activities/src/crm/crm.activities.js'),
    'activities/src/crm/crm.activities.ts': nothing,
  },
  'console-runs-in-a-browser': { 'apps/console/src/page.tsx': imports('../../../platform/src/log.js'), 'platform/src/log.ts': nothing },
  'the-sandbox-stands-alone': { 'apps/sandbox/src/crm.ts': imports('../../../domain/src/signal.js'), 'domain/src/signal.ts': nothing },
  'apps-do-not-import-apps': { 'apps/worker/src/main.ts': imports('../../ingress/src/start.js'), 'apps/ingress/src/start.ts': nothing },
  'a-vendor-stays-in-its-folder': {
    'activities/src/leads/leads.activities.ts': imports('../crm/hubspot/hubspot.client.js'),
    'activities/src/crm/hubspot/hubspot.client.ts': nothing,
  },
  'vendors-do-not-know-each-other': {
    'activities/src/crm/hubspot/hubspot.client.ts': imports('../salesforce/salesforce.client.js'),
    'activities/src/crm/salesforce/salesforce.client.ts': nothing,
  },
  'fakes-are-for-tests': {
    'apps/worker/src/main.ts': imports('../../../activities/src/crm/crm.fake.js'),
    'activities/src/crm/crm.fake.ts': nothing,
  },
  'code-does-not-import-tests': { 'domain/src/score.ts': imports('./score.unit.test.js'), 'domain/src/score.unit.test.ts': nothing },
  'no-drawers': { 'domain/src/score.ts': imports('./string-utils.js'), 'domain/src/string-utils.ts': nothing },
  'no-circles': {
    'domain/src/score.ts': imports('./fit.js'),
    'domain/src/fit.ts': `import { y } from './score.js';\nexport const x = () => y;\n`,
  },
  'no-dead-ends': { 'domain/src/score.ts': imports('./not-there.js') },
  'packages-say-what-they-need': { 'domain/package.json': '{ "name": "x", "dependencies": {} }', 'domain/src/score.ts': imports('zod') },
};

/** What every layer is expected to do; breaks nothing. */
export const lawful: Tree = {
  'domain/package.json': '{ "name": "domain", "dependencies": { "zod": "1" } }',
  'domain/src/score.ts': imports('zod'),
  'domain/src/score.unit.test.ts': `import { readFileSync } from 'node:fs';\nimport { y } from './score.js';\nexport const z = [y, readFileSync];\n`,
  'platform/src/log.ts': imports('node:fs'),
  'activities/package.json': '{ "name": "activities", "dependencies": { "@temporalio/activity": "1" } }',
  'activities/src/activities.ts': `import type { y } from './crm/crm.activities.js';\nexport type x = typeof y;\n`,
  'activities/src/crm/crm.activities.ts': imports('../../../domain/src/signal.js'),
  'activities/src/crm/crms.ts': imports('./hubspot/hubspot.client.js'),
  'activities/src/crm/hubspot/hubspot.client.ts': imports('../../../../platform/src/http.js'),
  'activities/src/crm/crm.fake.ts': nothing,
  'activities/src/crm/crm.activities.unit.test.ts': imports('./crm.fake.js'),
  'platform/src/http.ts': nothing,
  'domain/src/signal.ts': nothing,
  'workflows/src/speed-to-lead/contract.ts': imports('../../../domain/src/signal.js'),
  'workflows/src/speed-to-lead/speed-to-lead.workflow.ts': `import type { x } from '../../../activities/src/activities.js';\nimport { y } from './contract.js';\nexport const z: x = y;\n`,
  'apps/ingress/src/start.ts': imports('../../../workflows/src/speed-to-lead/contract.js'),
  'apps/worker/src/main.ts': imports('../../../activities/src/crm/crms.js'),
};
