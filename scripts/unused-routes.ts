import { readdirSync } from 'node:fs'
import { modules, read } from './unused-sources.ts'

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
    if (filesEndingWith(folder, '.api.test.ts').length === 0)
      yield `${folder} has no test over HTTP: add ${test}`
    // Operations of one form, such as the changes of a booking's status, have no operationId of their own in the source.
    const [, ...ids] = read(routes).split(/operationId: '(?=\w+')/)
    const isOfFile = ({ operationId }: Operation) => ids.some((text) => text.startsWith(`${operationId}'`))
    for (const [path, operations] of Object.entries(paths))
      for (const [method, operation] of Object.entries(operations)) {
        if (!isOfFile(operation)) continue
        // A test names the method of a call that is no GET; where the path has one method, a helper may name it.
        const name = method.toUpperCase()
        const isNamed = (text: string) =>
          name === 'GET' || Object.keys(operations).length === 1 || text.includes(`'${name}'`)
        if (!tests.some((text) => callOf(path).test(text) && isNamed(text)))
          yield `No test calls ${name} ${path} (${operation.operationId}): add a test of it to ${test}`
      }
  }
}

/** Matches a path in the source of a test: each of its parameters is a `${…}` there, or a word. */
function callOf(path: string): RegExp {
  const parts = path
    .replace('/api/v1/', '')
    .split('/')
    .map((part) => (part.startsWith('{') ? '(\\$\\{[^}]*\\}|[\\w-]+)' : part))
  return new RegExp(`['\`/]${parts.join('/')}(['\`?]|\\$\\{)`)
}
