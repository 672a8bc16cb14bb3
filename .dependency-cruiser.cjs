// Who may import whom (style.md, rules 16 to 18). By path, on purpose: read through swc, which cannot tell `import type` from `import`.
// Each rule has a fixture below test/layers/fixtures/<rule>/ that must break it.
const tests = '\\.(unit|int|e2e)\\.test\\.tsx?$';
const vendorFolders = '^activities/src/(crm|notify|enrichment|paging|sources)/([^/]+)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'domain-knows-nobody',
      comment: 'Rules import nothing of ours: no layer, no vendor.',
      severity: 'error',
      from: { path: '^domain/src' },
      to: { path: '^(platform|activities|workflows|apps|prisma)/|(^|/)node_modules/(@temporalio|@nestjs|@prisma|pg|pino)/' },
    },
    {
      name: 'rules-and-stories-do-no-io',
      comment: 'No node built-in: rules run in the browser as well, stories in the workflow sandbox.',
      severity: 'error',
      from: { path: '^(domain|workflows|apps/console)/src', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'platform-knows-nobody',
      comment: 'Platform carries everyone, so it knows none of their words.',
      severity: 'error',
      from: { path: '^platform/src' },
      to: { path: '^(domain|activities|workflows|apps)/' },
    },
    {
      name: 'activities-see-domain-and-platform-only',
      comment: 'An activity that starts a workflow leaves no link in either history, and its retry is a second start.',
      severity: 'error',
      from: { path: '^activities/src', pathNot: tests },
      to: { path: '^(workflows|apps)/|(^|/)node_modules/@temporalio/(client|worker|workflow)/' },
    },
    {
      name: 'workflows-see-activity-types-only',
      comment: 'One file of activities, which holds types only: anything else would be bundled into workflow code.',
      severity: 'error',
      from: { path: '^workflows/src' },
      to: { path: '^activities/', pathNot: '^activities/(src|dist)/activities\\.(d\\.ts|ts|js)$' },
    },
    {
      name: 'workflows-stay-in-the-sandbox',
      comment: 'Workflow code is replayed: no platform, no app, no client, no worker, no vendor.',
      severity: 'error',
      from: { path: '^workflows/src', pathNot: tests },
      to: { path: '^(platform|apps)/|(^|/)node_modules/(@temporalio/(client|worker|activity)|@nestjs|@prisma|pg|pino)/' },
    },
    {
      name: 'clients-see-contracts-only',
      comment: 'Who talks to a workflow imports its contract, never the workflow.',
      severity: 'error',
      from: { path: '^apps/(ingress|console|cli)/src' },
      to: { path: '^workflows/', pathNot: 'contract\\.(ts|d\\.ts|js)$' },
    },
    {
      name: 'clients-see-no-activity',
      comment: 'Ingress stores and starts; what is done about it is not its business.',
      severity: 'error',
      from: { path: '^apps/(ingress|console|cli)/src' },
      to: { path: '^activities/' },
    },
    {
      name: 'console-runs-in-a-browser',
      comment: 'The console reaches the store through the API only.',
      severity: 'error',
      from: { path: '^apps/console/src' },
      to: { path: '^(platform|prisma)/|(^|/)node_modules/(@prisma|pg|pino|@temporalio)/' },
    },
    {
      name: 'the-sandbox-stands-alone',
      comment: 'A counterpart that shares our code shares our mistakes.',
      severity: 'error',
      from: { path: '^apps/sandbox/src' },
      to: { path: '^(domain|platform|activities|workflows)/' },
    },
    {
      name: 'apps-do-not-import-apps',
      comment: 'Apps meet over the wire.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src', pathNot: tests },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'a-vendor-stays-in-its-folder',
      comment: 'Only its own folder and the one list of its kind know a vendor.',
      severity: 'error',
      from: {
        path: '^activities/src/',
        pathNot: [
          vendorFolders,
          '^activities/src/(crm|notify|enrichment|paging|sources)/[^/]+\\.ts$',
          '^activities/src/create-activities\\.ts$',
        ],
      },
      to: { path: vendorFolders },
    },
    {
      name: 'vendors-do-not-know-each-other',
      comment: 'What two vendors share belongs to their port.',
      severity: 'error',
      from: { path: vendorFolders, pathNot: tests },
      to: { path: vendorFolders, pathNot: '^activities/src/$1/$2/' },
    },
    {
      name: 'fakes-are-for-tests',
      comment: 'A fake in production is a lead nobody hears of.',
      severity: 'error',
      from: { path: '^(apps|activities|workflows|domain|platform)/', pathNot: [tests, '\\.(fake|contract-suite|for-tests)\\.ts$'] },
      to: { path: '\\.fake\\.(ts|js)$' },
    },
    {
      name: 'code-does-not-import-tests',
      comment: 'A test is a leaf.',
      severity: 'error',
      from: { path: '^(apps|activities|workflows|domain|platform)/', pathNot: tests },
      to: { path: '\\.test\\.(ts|tsx|js)$|^test/' },
    },
    {
      name: 'no-drawers',
      comment: 'utils, helpers, common, manager: a name that says nothing collects everything.',
      severity: 'error',
      from: {},
      to: { path: '^(apps|activities|workflows|domain|platform)/.*(^|/|[.-])(utils?|helpers?|common|managers?)([./-]|$)' },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one, or three.',
      severity: 'error',
      from: { path: '^(apps|activities|workflows|domain|platform)/', pathNot: 'node_modules' },
      to: { circular: true },
    },
    {
      name: 'no-dead-ends',
      comment: 'An import that does not resolve.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['generated/client', '\\.css$', '^virtual:'] },
    },
    {
      name: 'packages-say-what-they-need',
      comment: 'What is imported stands in the nearest package.json, as a dependency.',
      severity: 'error',
      from: {
        path: '^(apps/[^/]+|activities|workflows|domain|platform)/src',
        pathNot: [tests, '\\.(fake|contract-suite|for-tests)\\.ts$'],
      },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: '(^|/)node_modules/@types/',
      },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules|/dist/|platform/src/db/generated' },
    exclude: { path: '(^|/)(dist|bundle|public)/|^apps/console/vite\\.config\\.ts$' },
    moduleSystems: ['es6'],
    enhancedResolveOptions: {
      conditionNames: ['@firstline/source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css', '.svg'],
    },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
