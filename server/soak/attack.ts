import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { constants, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Line, percentileMs, type Report } from '../../testing/figures.ts'
import { createRedisProcess, type RedisProcess } from '../../testing/processes/redis-process.ts'
import { adminEmail, adminPassword, jwtSecret, runService } from '../../testing/processes/service-process.ts'
import { dayMs, hourMs, toInstant } from '../src/shared/time-range.ts'
import { type Fixture, makeFixture } from './attack-fixture.ts'
import { type AttackRequest, ask } from './attack-request.ts'
import type { AttackAnswers, AttackOrder } from './attack-sender.ts'
import { type Attack, attacks } from './attacks.ts'

const honest = '127.0.0.100'
const calmMs = 3_000
const mostHealthMs = 100
// Growth that is no leak: garbage that is not collected yet, and the cache.
const mostGrowthMb = 150

/**
 * Each attack for so long, from several addresses, at the limits as they are by default. Meanwhile `/healthz` is asked and a person
 * signs in, looks around and asks for prices; both must be answered as if nothing were.
 */
export async function withstandAttacks({ seconds, name }: AttackOptions): Promise<Report> {
  const dir = await mkdtemp(join(tmpdir(), 'coworking-attack-'))
  const wanted = attacks.filter((attack) => attack.name.includes(name))
  const [withRedis = [], alone = []] = [true, false].map((spoils) =>
    wanted.filter(({ spoilsRedis = false }) => spoilsRedis === spoils),
  )
  const redis = createRedisProcess(dir)
  const report: Report = { figures: [], broken: [] }
  try {
    await measureAttacks(alone, { dataDir: join(dir, 'alone'), seconds, report, redis: null })
    if (withRedis.length === 0) return report
    await redis.start()
    await measureAttacks(withRedis, { dataDir: join(dir, 'with-redis'), seconds, report, redis })
    return report
  } finally {
    await redis.kill()
    await rm(dir, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** `name`: a part of the name of the attacks; empty for all. */
type AttackOptions = { seconds: number; name: string }

type Round = { dataDir: string; seconds: number; report: Report; redis: RedisProcess | null }

/** One after another, all on one service. */
async function measureAttacks(wanted: Attack[], { dataDir, seconds, report, redis }: Round): Promise<void> {
  if (wanted.length === 0) return
  const run = runService({
    DATA_DIR: dataDir,
    JWT_SECRET: jwtSecret,
    ADMIN_EMAIL: adminEmail,
    ADMIN_PASSWORD: adminPassword,
    RATE_LIMIT_MAX: '600',
    REDIS_URL: redis?.url ?? '',
  })
  try {
    const url = await run.ready()
    const fixture = await makeFixture(url)
    for (const attack of wanted) {
      const { line, broken } = await withstand(attack, {
        url,
        fixture,
        seconds,
        pid: run.child.pid ?? 0,
        redis,
      })
      report.figures.push(line)
      report.broken.push(...broken)
    }
  } finally {
    run.child.kill('SIGTERM')
    await run.exited
  }
}

type Siege = { url: string; fixture: Fixture; seconds: number; pid: number; redis: RedisProcess | null }

async function withstand(attack: Attack, { url, fixture, seconds, pid, redis }: Siege) {
  const askHealth = () => ask(url, { method: 'GET', path: '/healthz' }, honest)
  const askPerson = (n: number) => ask(url, lookAround(n, fixture), honest)
  // What the machine can do at that moment, without an attack. The person signs in here for the first time, from where nobody guesses.
  const calmUntil = performance.now() + calmMs
  const [calm] = await Promise.all([watch(calmUntil, askHealth), watch(calmUntil, askPerson)])
  const before = await memoryMb(pid)
  const until = performance.now() + seconds * 1_000
  const [attacked, health, person] = await Promise.all([
    runAttackers(attack, { url, fixture, ms: seconds * 1_000 }),
    watch(until, askHealth),
    watch(until, askPerson),
    redis && spoil(redis, until),
  ])
  await sleep(1_000)
  const [after, delay] = [await memoryMb(pid), await loopDelayMs(url)]
  const p99 = Number(percentileMs(health.ms, 0.99))
  const unanswered = person.failed + health.failed
  const line: Line = {
    attack: attack.name,
    'requests/s': Math.round(attacked.total / seconds),
    answers: attacked.answers,
    'calm p99': percentileMs(calm.ms, 0.99),
    'healthz p50': percentileMs(health.ms, 0.5),
    'healthz p99': p99,
    'person p99': percentileMs(person.ms, 0.99),
    'not answered': unanswered,
    'loop delay p99 ms': delay,
    'memory MB': `${before} → ${after}`,
  }
  const broken = [
    ...(p99 >= mostHealthMs ? [`${attack.name}: /healthz p99 ${p99} ms`] : []),
    ...(after - before > mostGrowthMb ? [`${attack.name}: memory ${before} → ${after} MB`] : []),
    ...(unanswered > 0 ? [`${attack.name}: ${unanswered} of other users' requests were not answered`] : []),
  ]
  return { line, broken }
}

/** All attackers together, until it is over: in a process of their own, which gives way to the service and to who measures. */
async function runAttackers({ name }: Attack, order: Omit<AttackOrder, 'name'>): Promise<AttackAnswers> {
  const child = fork(new URL('attack-sender.ts', import.meta.url))
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW)
  try {
    child.send({ ...order, name })
    const ended = once(child, 'exit').then(() => {
      throw new Error('the attackers ended before the attack')
    })
    const [attacked] = await Promise.race([once(child, 'message'), ended])
    return attacked
  } finally {
    child.kill()
  }
}

async function spoil(redis: RedisProcess, until: number): Promise<void> {
  while (performance.now() < until) {
    await redis.spoil()
    await sleep(50)
  }
}

/** Asks several times a second, whether or not the last was answered, as others do who know nothing of each other. */
async function watch(until: number, probe: (n: number) => Promise<{ status: number | string; ms: number }>) {
  const ms: number[] = []
  const asked: Promise<void>[] = []
  let failed = 0
  for (let n = 0; performance.now() < until; n++) {
    asked.push(
      probe(n).then((answer) => {
        ms.push(answer.ms)
        if (answer.status !== 200) failed += 1
      }),
    )
    await sleep(150)
  }
  await Promise.all(asked)
  return { ms, failed }
}

/** What a person does: signs in, looks around, and asks for a price. */
function lookAround(n: number, { spaceId }: Fixture): AttackRequest {
  const start = Math.ceil(Date.now() / dayMs) * dayMs + (n % 20) * dayMs
  const [startsAt, endsAt] = [7, 8].map((hour) => toInstant(start + hour * hourMs))
  const get = (path: string): AttackRequest => ({ method: 'GET', path: `/api/v1/${path}` })
  const post = (path: string, body: object): AttackRequest => ({
    method: 'POST',
    path: `/api/v1/${path}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const requests = [
    get('spaces?limit=100'),
    get(`availability?from=${startsAt}&to=${endsAt}`),
    get(`spaces/${spaceId}`),
    post('quotes', { spaceId, startsAt, endsAt }),
    post('auth/login', { email: adminEmail, password: adminPassword }),
  ]
  return requests[n % requests.length] as AttackRequest
}

/** The resident memory of the process, as the kernel counts it. */
async function memoryMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1_024)
}

/** As the service itself measures it, since it started. */
async function loopDelayMs(url: string): Promise<number | string> {
  const text = await fetch(`${url}/metrics`).then((answer) => answer.text())
  const seconds = /^nodejs_eventloop_lag_p99_seconds ([\d.e-]+)/m.exec(text)?.[1]
  return seconds === undefined ? '-' : Math.round(Number(seconds) * 1_000)
}
