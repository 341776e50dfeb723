import { readdirSync } from 'node:fs'
import { modules, read } from './check-lists-sources.ts'

type Operation = { operationId: string }

const filesEndingWith = (dir: string, end: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' }).flatMap((file) =>
    file.endsWith(end) ? [`${dir}/${file}`] : [],
  )

/** Finds modules without a test over HTTP, and operations that no such test calls. */
export function* untestedRoutes(): Generator<string> {
  const tests = filesEndingWith('server/src', '.api.test.ts').map(read)
  const { paths }: { paths: Record<string, Record<string, Operation>> } = JSON.parse(read('openapi.json'))
  for (const routes of filesEndingWith(modules, '.routes.ts')) {
    const test = routes.replace('.routes.ts', '.api.test.ts')
    const folder = routes.replace(/\/[^/]*$/, '')
    const testsOfModule = filesEndingWith(folder, '.api.test.ts').map(read)
    if (testsOfModule.length === 0) yield `${folder} has no test over HTTP: add ${test}`
    const source = read(routes)
    for (const [path, operations] of Object.entries(paths))
      for (const [method, operation] of Object.entries(operations)) {
        const isWritten = source.includes(`operationId: '${operation.operationId}'`)
        // One template literal defines several routes, such as the changes of a booking's status: `/bookings/:id/${action}`.
        const isTemplated = !isWritten && source.includes(`\`${templatePrefixOf(path)}\${`)
        if (!isWritten && !isTemplated) continue
        // A test names the method of a call that is no GET; where the path has one method, a helper may name it.
        const name = method.toUpperCase()
        const isNamed = (text: string) =>
          name === 'GET' || Object.keys(operations).length === 1 || text.includes(`'${name}'`)
        // A helper of the tests may take the last part of the path as an argument: changeStatus(…, 'approve', …).
        const isArgument = isTemplated && testsOfModule.some((text) => text.includes(`'${lastPartOf(path)}'`))
        if (!isArgument && !tests.some((text) => callOf(path).test(text) && isNamed(text)))
          yield `No test calls ${name} ${path} (${operation.operationId}): add a test of it to ${test}. It writes the whole path in one literal${name === 'GET' ? '' : `, and '${name}' in that file`}, because this check reads the source`
      }
  }
}

/** The path without its last part, as the template literal of a route begins: `/bookings/:id/`. */
const templatePrefixOf = (path: string): string =>
  path
    .replace('/api/v1', '')
    .replaceAll(/\{(\w+)\}/g, ':$1')
    .replace(/[^/]+$/, '')

const lastPartOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Matches a path in the source of a test: each of its parameters is a `${…}` there, or a word. */
function callOf(path: string): RegExp {
  const parts = path
    .replace('/api/v1/', '')
    .split('/')
    .map((part) => (part.startsWith('{') ? '(\\$\\{[^}]*\\}|[\\w-]+)' : part))
  return new RegExp(`['\`/]${parts.join('/')}(['\`?]|\\$\\{)`)
}
