import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { constants, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type FigureRow, percentileMs, type Report } from '../../testing/figures.ts'
import { createRedisProcess, type RedisProcess } from '../../testing/processes/redis-process.ts'
import {
  adminEmail,
  adminPassword,
  adminSettings,
  runService,
} from '../../testing/processes/service-process.ts'
import { dayMs, hourMs, toInstant } from '../src/shared/time-range.ts'
import { type Fixture, makeFixture } from './attack-fixture.ts'
import { type AttackRequest, sendAttackRequest } from './attack-request.ts'
import type { AttackOrder, AttackResponses } from './attack-sender.ts'
import { type Attack, attacks } from './attacks.ts'

const userAddress = '127.0.0.100'
const withoutAttackMs = 3_000
const maxHealthMs = 100
// Memory may grow by this much without a leak: garbage that is not collected yet, and the cache.
const maxGrowthMb = 150

/**
 * Runs each of these attacks for `seconds`, from several addresses, against a service with the default limits. Meanwhile another user reads
 * `/healthz`, signs in, reads lists and gets quotes. None of the user's requests may fail, `/healthz` must respond within 100 ms (p99), and
 * the memory must not grow by more than 150 MB.
 */
export async function runAttacks({ seconds, names }: AttackOptions): Promise<Report> {
  const dir = await mkdtemp(join(tmpdir(), 'coworking-attack-'))
  const selected = attacks.filter(({ name }) => names.includes(name))
  const [withRedis = [], withoutRedis = []] = [true, false].map((needsRedis) =>
    selected.filter(({ corruptsRedis = false }) => corruptsRedis === needsRedis),
  )
  const redis = createRedisProcess(dir)
  const report: Report = { figures: [], broken: [] }
  try {
    await runOnService(withoutRedis, { dataDir: join(dir, 'without-redis'), seconds, report, redis: null })
    if (withRedis.length === 0) return report
    await redis.start()
    await runOnService(withRedis, { dataDir: join(dir, 'with-redis'), seconds, report, redis })
    return report
  } finally {
    await redis.kill()
    await rm(dir, { recursive: true, force: true, maxRetries: 10 })
  }
}

type AttackOptions = { seconds: number; names: string[] }

type Round = { dataDir: string; seconds: number; report: Report; redis: RedisProcess | null }

/** Runs these attacks one after another on one service. */
async function runOnService(selected: Attack[], { dataDir, seconds, report, redis }: Round): Promise<void> {
  if (selected.length === 0) return
  const run = runService({
    ...adminSettings,
    DATA_DIR: dataDir,
    RATE_LIMIT_MAX: '600',
    REDIS_URL: redis?.url ?? '',
  })
  try {
    const url = await run.ready()
    const fixture = await makeFixture(url)
    for (const attack of selected) {
      const { row, broken } = await measureAttack(attack, {
        url,
        fixture,
        seconds,
        pid: run.child.pid ?? 0,
        redis,
      })
      report.figures.push(row)
      report.broken.push(...broken)
    }
  } finally {
    run.child.kill('SIGTERM')
    await run.exited
  }
}

type Target = { url: string; fixture: Fixture; seconds: number; pid: number; redis: RedisProcess | null }

async function measureAttack(attack: Attack, { url, fixture, seconds, pid, redis }: Target) {
  const requestHealth = () => sendAttackRequest(url, { method: 'GET', path: '/healthz' }, userAddress)
  const requestAsUser = (n: number) => sendAttackRequest(url, userRequest(n, fixture), userAddress)
  // The figures without an attack. The user also signs in for the first time here, from an address that no attacker uses.
  const withoutAttackUntil = performance.now() + withoutAttackMs
  const [withoutAttack] = await Promise.all([
    probe(withoutAttackUntil, requestHealth),
    probe(withoutAttackUntil, requestAsUser),
  ])
  const before = await memoryMb(pid)
  const until = performance.now() + seconds * 1_000
  const [attackResult, health, user, corrupted] = await Promise.all([
    runAttackers(attack, { url, fixture, ms: seconds * 1_000 }),
    probe(until, requestHealth),
    probe(until, requestAsUser),
    redis && corrupt(redis, until),
  ])
  await sleep(1_000)
  const [after, delay] = [await memoryMb(pid), await loopDelayMs(url)]
  const p99 = Number(percentileMs(health.ms, 0.99))
  const failed = user.failed + health.failed
  const row: FigureRow = {
    attack: attack.name,
    'requests/s': Math.round(attackResult.total / seconds),
    responses: attackResult.responses,
    'healthz p99 before': percentileMs(withoutAttack.ms, 0.99),
    'healthz p50': percentileMs(health.ms, 0.5),
    'healthz p99': p99,
    'user p99': percentileMs(user.ms, 0.99),
    failed,
    'loop delay p99 ms': delay,
    'memory MB': `${before} → ${after}`,
  }
  // A figure that could not be measured is NaN, and breaks its limit.
  const broken = [
    ...(!(p99 < maxHealthMs) ? [`${attack.name}: /healthz p99 ${p99} ms`] : []),
    ...(!(after - before <= maxGrowthMb) ? [`${attack.name}: memory ${before} → ${after} MB`] : []),
    ...(attackResult.isEffective
      ? []
      : [`${attack.name}: no request reached what it attacks: ${attackResult.responses}`]),
    ...(corrupted === 0 ? [`${attack.name}: there was no key in Redis to overwrite`] : []),
    ...(failed > 0 ? [`${attack.name}: ${failed} requests of other users failed`] : []),
  ]
  return { row, broken }
}

/** Runs all attackers in a separate process, whose priority is lower than that of the service and of this process. */
async function runAttackers({ name }: Attack, order: Omit<AttackOrder, 'name'>): Promise<AttackResponses> {
  const child = fork(new URL('attack-sender.ts', import.meta.url))
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW)
  try {
    child.send({ ...order, name })
    const ended = once(child, 'exit').then(() => {
      throw new Error('the attackers ended before the attack')
    })
    const [attackResult] = await Promise.race([once(child, 'message'), ended])
    return attackResult
  } finally {
    child.kill()
  }
}

/** Returns the number of overwritten keys. */
async function corrupt(redis: RedisProcess, until: number): Promise<number> {
  let count = 0
  while (performance.now() < until) {
    count += await redis.corrupt()
    await sleep(50)
  }
  return count
}

/** Sends several requests a second until this moment, without waiting for the responses. */
async function probe(until: number, send: (n: number) => Promise<{ status: number | string; ms: number }>) {
  const ms: number[] = []
  const pending: Promise<void>[] = []
  let failed = 0
  for (let n = 0; performance.now() < until; n++) {
    pending.push(
      send(n).then((response) => {
        ms.push(response.ms)
        if (response.status !== 200) failed += 1
      }),
    )
    await sleep(150)
  }
  await Promise.all(pending)
  return { ms, failed }
}

/** The n-th request of a user, who reads lists, gets a quote and signs in. */
function userRequest(n: number, { spaceId }: Fixture): AttackRequest {
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

/** The delay that the service itself has measured since its start. */
async function loopDelayMs(url: string): Promise<number | string> {
  const text = await fetch(`${url}/metrics`).then((response) => response.text())
  const seconds = /^nodejs_eventloop_lag_p99_seconds ([\d.e-]+)/m.exec(text)?.[1]
  return seconds === undefined ? '-' : Math.round(Number(seconds) * 1_000)
}
