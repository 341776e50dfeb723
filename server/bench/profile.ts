import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readArguments, readNumber, selectNames } from '../src/arguments.ts'
import { type Fixture, prepareFixture } from './fixture.ts'
import { formatProfile, type Profile } from './format-profile.ts'
import { loadClosed, type RequestSource } from './load.ts'
import { scenarios } from './scenarios/against.ts'
import { adminOf, signed } from './scenarios/lists.ts'

// `make profile` loads the service with one kind of request after another and says where each spends its time;
// `make profile ARGS='--only create --seconds 20'` does so for one kind.
const allKinds = ['hit', 'list', 'long', 'availability', 'create'] as const
const { values } = readArguments({
  only: { type: 'string', default: allKinds.join() },
  seconds: { type: 'string', default: '8' },
  bookings: { type: 'string', default: '100000' },
  keep: { type: 'string' },
})
const kinds = selectNames('only', values.only.split(','), { names: [...allKinds] })
const seconds = readNumber('seconds', values.seconds)
const bookings = readNumber('bookings', values.bookings)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

const dir = await mkdtemp(join(tmpdir(), 'coworking-profile-'))
const progress = (what: string) => void process.stderr.write(`${what}\n`)
const profiling = {
  NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${dir}`,
  PROCESS: 'web',
  // The bookings of several runs on a kept database are more than the limit allows.
  MAX_LIVE_BOOKINGS: '0',
}
const uncachedScenarios = {
  list: 'list-20',
  long: 'list-1000',
  availability: 'free',
  create: 'create',
} as const
const uncachedKinds = kinds.filter((name) => name !== 'hit')
try {
  if (kinds.includes('hit')) await profileCached()
  if (uncachedKinds.length > 0) await profileUncached()
} finally {
  await rm(dir, { recursive: true, force: true, maxRetries: 10 })
}

async function profileUncached(): Promise<void> {
  const fixture = await prepareFixture(bookings, { keep: values.keep ?? null, progress })
  try {
    for (const name of uncachedKinds) {
      const { source, expected } = await scenarios[uncachedScenarios[name]].create(fixture)
      console.log(`\n── ${name}`)
      console.log(await profileOf(fixture, source, expected))
    }
  } finally {
    await fixture.stop()
  }
}

/** Uses a database of its own: without Redis, a service caches responses only while it is the only one on its database. */
async function profileCached(): Promise<void> {
  const alone = await prepareFixture(2_000, { keep: null, progress, settings: profiling })
  try {
    const headers = signed(await adminOf(alone))
    const source = { next: () => ({ path: '/api/v1/bookings?limit=20', headers }) }
    await loadClosed(alone.url, source, { connections: 10, seconds, expected: 200 })
  } finally {
    await alone.stop()
  }
  console.log('\n── hit')
  console.log(await writtenProfile())
}

/** Profiles one run of a separate service on the same database. */
async function profileOf(fixture: Fixture, source: RequestSource, expected: number): Promise<string> {
  const service = await fixture.another(profiling)
  await loadClosed(service.url, source, { connections: 10, seconds, expected })
  service.child.kill('SIGTERM')
  await service.exited
  return writtenProfile()
}

/** The profile that a service wrote when it ended. */
async function writtenProfile(): Promise<string> {
  const [file = ''] = await readdir(dir)
  const profile = JSON.parse(await readFile(join(dir, file), 'utf8')) as Profile
  await rm(join(dir, file))
  return formatProfile(profile, seconds)
}
