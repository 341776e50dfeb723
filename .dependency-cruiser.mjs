// Who may import whom. `make check` runs it; the comment of a rule is the remedy that its message shows.

// Each module, and the modules it may build on. The graph has no cycle, and stays a short list. scripts/check-lists.ts names modules that
// are missing here, and entries that no import needs. docs/architecture.md says where planned modules belong.
export const builtOn = {
  audit: [],
  calendar: [],
  events: [],
  mails: ['events'],
  users: ['audit', 'mails'],
  sessions: ['audit', 'users'],
  auth: ['mails', 'sessions', 'users'],
  locations: ['audit'],
  schedule: ['audit', 'locations'],
  tariffs: ['audit', 'locations'],
  spaces: ['audit', 'calendar', 'locations', 'tariffs'],
  shifts: ['audit', 'locations', 'users'],
  wallet: ['audit', 'mails', 'shifts', 'users'],
  payments: ['audit', 'mails', 'users', 'wallet'],
  quotes: ['locations', 'schedule', 'spaces', 'tariffs'],
  availability: ['calendar', 'locations', 'quotes', 'schedule', 'spaces', 'tariffs'],
  bookings: [
    'audit',
    'availability',
    'calendar',
    'events',
    'mails',
    'payments',
    'quotes',
    'spaces',
    'tariffs',
    'users',
    'wallet',
  ],
  closures: ['audit', 'bookings', 'locations', 'spaces'],
  reviews: ['audit', 'bookings', 'spaces', 'users'],
  reports: ['bookings', 'locations', 'schedule', 'spaces', 'wallet'],
  privacy: ['audit', 'auth', 'bookings', 'mails', 'payments', 'reviews', 'users', 'wallet'],
}

const src = '^server/src'
const modules = `${src}/modules`

// The folders of the server, from the bottom to the top: a folder imports only from those before it. Tests stand at the top, also
// those beside their module in server/src.
const layers = ['server/src', 'testing', 'server/bench', 'server/soak', 'server/(test|fuzz)']
const layerRules = layers.slice(0, -1).map((layer, index) => ({
  name: `layer-${layer.replace('server/', '')}`,
  severity: 'error',
  comment: `${layer} lies under ${layers.slice(index + 1).join(', ')}: move the shared part down, such as into testing/.`,
  from: { path: `^${layer}/`, ...(layer === 'server/src' && { pathNot: '\\.test\\.ts$' }) },
  to: { path: `^(${layers.slice(index + 1).join('|')}|e2e)/|\\.test\\.ts$` },
}))

const graph = Object.entries(builtOn).map(([name, allowed]) => ({
  name: `module-graph-${name}`,
  severity: 'error',
  comment: `${name} builds on ${allowed.join(', ') || 'no other module'}. Move the shared part down into one of those, or extend its line of builtOn in .dependency-cruiser.mjs.`,
  from: { path: `${modules}/${name}/`, pathNot: '\\.test\\.ts$' },
  to: { path: `${modules}/`, pathNot: `${modules}/(${[name, ...allowed].join('|')})/` },
}))

export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'These files import each other, even if only types: move what both need into a third file.',
      from: {},
      to: { circular: true },
    },
    ...graph,
    ...layerRules,
    {
      name: 'tests-share-by-testing',
      severity: 'error',
      comment: 'What tests of several folders share is in testing/.',
      from: { path: `${src}/.*\\.test\\.ts$` },
      to: { path: '^server/(test|fuzz|soak|bench)/' },
    },
    {
      name: 'only-public-files-of-other-modules',
      severity: 'error',
      comment:
        'Another module is used through its service, schema, problems or pure files, not through its repository, views or routes. The view of the module calendar is the only exception.',
      from: { path: `${modules}/([^/]+)/`, pathNot: '\\.test\\.ts$' },
      to: {
        path: `${modules}/[^/]+/[^/]+\\.(repository|view|routes|jobs)\\.ts$`,
        pathNot: `${modules}/($1/|calendar/calendar\\.view\\.ts$)`,
      },
    },
    {
      name: 'repository-knows-no-rules',
      severity: 'error',
      comment: 'A repository is SQL: move the rule to the service, and pass the values in.',
      from: { path: '\\.repository\\.ts$' },
      to: { path: '\\.(service|routes|view)\\.ts$', pathNot: `${modules}/calendar/` },
    },
    {
      name: 'services-know-no-http',
      severity: 'error',
      comment: 'Only routes know Fastify: pass plain values to the service.',
      from: { path: `${modules}/`, pathNot: '\\.(routes|api\\.test)\\.ts$' },
      to: {
        path: '(node_modules/(@?fastify)|server/src/http/(?!schema\\.ts))',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'routes-have-no-sql',
      severity: 'error',
      comment: 'A route calls one use case; queries live in the repository or a view.',
      from: { path: '\\.routes\\.ts$' },
      to: { path: '(node_modules/(kysely|pg)|\\.(repository|view)\\.ts$|server/src/db/)' },
    },
    {
      name: 'sql-only-in-repositories',
      severity: 'error',
      comment: 'Write the query in the repository or a view of the module and call it from here.',
      from: { path: `${modules}/`, pathNot: '\\.(repository|view|test)\\.ts$' },
      to: { path: 'node_modules/(kysely|pg)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'a-booking-changes-one-way',
      severity: 'error',
      comment:
        "A booking's row is written by booking.transition.ts alone, with its money, its event and its audit event: call `transition`, `endBooking` or `createBooking`.",
      from: { path: src, pathNot: `(\\.test\\.ts$)|${modules}/bookings/booking\\.transition\\.ts$` },
      to: { path: `${modules}/bookings/booking\\.row\\.repository\\.ts$` },
    },
    {
      name: 'a-booking-is-paid-one-way',
      severity: 'error',
      comment:
        'What a booking costs or gives back goes through booking.payment.ts, which alone knows what pays for it.',
      from: { path: `${modules}/bookings/`, pathNot: '(booking\\.payment|\\.test)\\.ts$' },
      to: { path: `${modules}/wallet/wallet\\.service\\.ts$` },
    },
    {
      name: 'shared-knows-no-domain',
      severity: 'error',
      comment: 'shared/ knows no domain: move this to the module that the word belongs to.',
      from: { path: `${src}/shared/` },
      to: { path: src, pathNot: `${src}/shared/` },
    },
    {
      name: 'db-and-http-know-no-module',
      severity: 'error',
      comment:
        'db/, http/ and cache/ serve all modules: code about one noun belongs in the module of that noun.',
      from: { path: `${src}/(db|http|cache)/`, pathNot: '\\.test\\.ts$' },
      to: { path: `${modules}/` },
    },
    {
      name: 'cache-knows-no-database',
      severity: 'error',
      comment:
        'db/ tells cache/ which tags a transaction invalidates, and cache/ does not import db/: pass values.',
      from: { path: `${src}/cache/`, pathNot: '\\.test\\.ts$' },
      to: { path: `${src}/db/` },
    },
    {
      name: 'journeys-see-the-outside',
      severity: 'error',
      comment:
        'A journey uses the service and the web app as people do; it knows the words on the screen, and how to start a process.',
      from: { path: '^e2e/' },
      to: {
        path: '^(server|testing|web|scripts)/',
        pathNot:
          '^(scripts/slowest-files\\.ts|testing/(processes|mails|payments)/|testing/coworking\\.ts|web/src/shared/i18n/)',
      },
    },
    {
      name: 'tools-run-without-vitest',
      severity: 'error',
      comment:
        'Benchmarks, the soak, journeys and `make demo` use these files, too: code that needs a running test goes beside testing/harness.ts.',
      from: {
        path: '^testing/(processes|mails|payments)/|^testing/(postgres/(books|locks)|coworking|figures|staleness-check)\\.ts$',
        pathNot: '\\.test\\.ts$',
      },
      to: { path: 'node_modules/(vitest|fast-check)/', reachable: true },
    },
    {
      name: 'no-tests-in-the-service',
      severity: 'error',
      comment: 'Test tools stay in tests.',
      from: { path: src, pathNot: '\\.test\\.ts$' },
      to: { path: 'node_modules/(vitest|fast-check)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
