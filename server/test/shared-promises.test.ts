import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

// Several callers can wait for a promise that is stored in a variable, a field or a collection. If it never settles, all of
// them hang. So `createLoadSharing` and `createSequentialLoadSharing` of shared/coalesce.ts give such promises a deadline; `createBatcher`
// there relies on its `work`, which must end. Each other file that stores a promise is in `allowed`, too, with the reason why it settles.

const storedPromise =
  /(?:let|const|readonly|[{;,]|^)\s*\w+\??: (?:[\w| ]+\| )?Promise<|(?:Map|Set|Cache|Array)<[^()]*Promise<|Promise<[^()]*>\[\]|\bfetchMethod\b/

const allowed: Record<string, string> = {
  'server/src/shared/coalesce.ts':
    'the loads have a deadline; the work of a batch must end by itself (mail.jobs, mail.file)',
  'server/src/shared/deadline.ts': 'the file gives the promise a deadline',
  'server/src/cache/redis.ts': 'the file gives the promise a deadline',
  'server/src/cache/tokens.redis.ts': 'one round of reads from Redis, which execute() ends in 20 ms',
  'server/src/http/health.ts': 'the file gives the promise a deadline',
  'server/src/modules/mails/mail.jobs.ts':
    'the mails of one batch, which only that batch waits for; the mail server has two minutes',
  'server/src/metrics.view.ts': 'the file gives the promise a deadline',
  'server/src/start.ts': 'the stop, each step of which has a time limit',
  'server/src/db/embedded/embedded.ts': 'the stop, which ends PostgreSQL in 3 s',
  'server/src/db/embedded/embedded.server.ts': 'the end of a process that is waited for',
}

const sources = globSync('server/src/**/*.ts').filter((path) => !/\.test\.ts$/.test(path))
const findStoredPromises = (path: string, text: string) =>
  text.split('\n').flatMap((line) => (storedPromise.test(line) ? [`${path}: ${line.trim()}`] : []))

it('no file outside `allowed` stores a promise for several callers', () => {
  const found = sources.flatMap((path) =>
    path in allowed ? [] : findStoredPromises(path, readFileSync(path, 'utf8')),
  )
  expect(found).toEqual([])
})

it.each([
  'const flights = new Map<string, Promise<Entry>>()',
  'let ready: Promise<boolean> | null = null',
  'let ready: null | Promise<boolean> = null',
  'type Entry = { at: number; value: Promise<Row> }',
  'const known = new LRUCache<string, { row: Promise<Row> }>({ max: 1 })',
  '  value: Promise<T>',
  '      fetchMethod: async (id) => find(id),',
])('a stored promise would be found in: %s', (line) => {
  expect(findStoredPromises('x.ts', line)).toHaveLength(1)
})
