import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { prepareGround } from './ground.ts'
import { type Ask, loadClosed } from './load.ts'
import { linesOf, type Profile } from './profile.lines.ts'
import { availability } from './scenarios/availability.ts'
import { creates } from './scenarios/creates.ts'
import { uncachedList } from './scenarios/lists.ts'

// `make profile` loads the service with one kind of request after another and says where each spends its time;
// `make profile ARGS='--only create --seconds 20'` of one.
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'list,long,availability,create' },
    seconds: { type: 'string', default: '8' },
    bookings: { type: 'string', default: '100000' },
    keep: { type: 'string' },
  },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

const seconds = Number(values.seconds)
const dir = await mkdtemp(join(tmpdir(), 'coworking-profile-'))
const ground = await prepareGround(Number(values.bookings), {
  keep: values.keep ?? null,
  progress: (what) => process.stderr.write(`${what}\n`),
})
try {
  const [admin] = await ground.query<{ id: string }>(`SELECT id FROM users WHERE role = 'admin' LIMIT 1`)
  const userId = admin?.id ?? ''
  const caller = { userId, token: await ground.tokenOf(userId) }
  const kinds: Record<string, () => Promise<{ ask: Ask; expected: number }>> = {
    list: async () => ({
      ...(await uncachedList(ground, caller, { limit: 20, days: 7, goal: 0 })),
      expected: 200,
    }),
    long: async () => ({
      ...(await uncachedList(ground, caller, { limit: 1_000, days: 30, goal: 0 })),
      expected: 200,
    }),
    availability: async () => ({ ask: availability(), expected: 200 }),
    create: async () => ({ ...(await creates(ground, 0)), expected: 201 }),
  }
  for (const [name, kind] of Object.entries(kinds)) {
    if (!values.only.split(',').includes(name)) continue
    const { ask, expected } = await kind()
    console.log(`\n── ${name}`)
    console.log(await profileOf(ask, expected))
  }
} finally {
  await ground.stop()
  await rm(dir, { recursive: true, force: true })
}

/** One run of a service of its own on the same database, which writes its profile when it ends. */
async function profileOf(ask: Ask, expected: number): Promise<string> {
  const service = await ground.another({ NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${dir}`, PROCESS: 'web' })
  await loadClosed(service.url, ask, { connections: 10, seconds, expected })
  service.child.kill('SIGTERM')
  await service.exited
  const [file = ''] = await readdir(dir)
  const profile = JSON.parse(await readFile(join(dir, file), 'utf8')) as Profile
  await rm(join(dir, file))
  return linesOf(profile, seconds)
}
