// The layers of the web app: app → features → shared. `make check` enforces them.
export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'These files import each other, perhaps only types: move the shared code into a third file.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'features-are-blind-to-each-other',
      severity: 'error',
      comment: 'Join the two features in a page of app/pages, or move the shared code to shared/.',
      from: { path: '^web/src/features/([^/]+)/' },
      to: { path: '^web/src/features/', pathNot: '^web/src/features/$1/' },
    },
    {
      name: 'features-know-no-app',
      severity: 'error',
      comment: 'Take the value as a parameter: app/ joins features.',
      from: { path: '^web/src/features/' },
      to: { path: '^web/src/app/' },
    },
    {
      name: 'shared-imports-no-feature',
      severity: 'error',
      comment: 'shared/ knows no feature: move this code to the feature that it belongs to.',
      from: { path: '^web/src/shared/' },
      to: { path: '^web/src/(app|features)/' },
    },
    {
      name: 'data-knows-no-screen',
      severity: 'error',
      comment:
        'shared/api, format and i18n import no component: a component passes values to them as parameters.',
      from: { path: '^web/src/shared/(api|format|i18n)/' },
      to: { path: '^web/src/shared/[^/]+/', pathNot: '^web/src/shared/(api|format|i18n)/' },
    },
    {
      name: 'a-package-of-its-own',
      severity: 'error',
      comment:
        'The web app knows the service by openapi.json, and bundles a few pure files of it: currencies, the formats of money, dates and names, and the writer of CSV.',
      from: { path: '^web/src/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(server|scripts)/',
        pathNot: '^server/src/shared/(csv|currency|language|money|person-name)\\.ts$',
      },
    },
    {
      name: 'no-tests-in-the-app',
      severity: 'error',
      comment: 'testing/ is for tests: it would bring vitest into the build.',
      from: { path: '^web/src/', pathNot: '(\\.test\\.ts$|^web/src/testing/)' },
      to: { path: '^web/src/testing/' },
    },
    {
      name: 'one-client',
      severity: 'error',
      comment: 'Send requests through shared/api/client.ts: it knows the session, the language and problems.',
      from: { path: '^web/src/', pathNot: '^web/src/shared/api/' },
      to: { path: 'openapi-fetch' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'web/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default', 'types'],
    },
  },
}
