// Who may import whom in the web app: app → features → shared. `make check` runs it.
export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'These files import each other, if only their types: move what both need into a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'features-are-blind-to-each-other',
      severity: 'error',
      comment: 'Put the two together in a page of app/pages, or move what both need down to shared/.',
      from: { path: '^web/src/features/([^/]+)/' },
      to: { path: '^web/src/features/', pathNot: '^web/src/features/$1/' },
    },
    {
      name: 'features-know-no-app',
      severity: 'error',
      comment: 'Take it as a parameter: app/ is what puts features together.',
      from: { path: '^web/src/features/' },
      to: { path: '^web/src/app/' },
    },
    {
      name: 'shared-imports-no-feature',
      severity: 'error',
      comment: 'shared/ knows no feature: move this up to the one that it is about.',
      from: { path: '^web/src/shared/' },
      to: { path: '^web/src/(app|features)/' },
    },
    {
      name: 'data-knows-no-screen',
      severity: 'error',
      comment:
        'shared/api, format and i18n import no component: a component passes them what they need as a parameter.',
      from: { path: '^web/src/shared/(api|format|i18n)/' },
      to: { path: '^web/src/shared/[^/]+/', pathNot: '^web/src/shared/(api|format|i18n)/' },
    },
    {
      name: 'a-package-of-its-own',
      severity: 'error',
      comment:
        'The web app knows the service by openapi.json, and bundles a few pure files of it: currencies, the formats of money and dates, and the writer of CSV.',
      from: { path: '^web/src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(server|scripts)/', pathNot: '^server/src/shared/(csv|currency|language|money)\\.ts$' },
    },
    {
      name: 'one-client',
      severity: 'error',
      comment: 'Ask through shared/api/client.ts: it knows the session, the language and problems.',
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
