import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import type { Report } from '../../../testing/figures.ts'
import { startStripe } from '../../../testing/payments/stripe.ts'
import { startYooKassa } from '../../../testing/payments/yookassa.ts'
import { createClient } from '../../../testing/processes/http-client.ts'
import {
  type MembersFixture,
  makeMember,
  makeMembersFixture,
} from '../../../testing/processes/members-fixture.ts'
import { createRedisProcess } from '../../../testing/processes/redis-process.ts'
import { createService, type RestartableService } from '../../../testing/processes/service-process.ts'
import { until } from '../../../testing/processes/until.ts'
import { startEmbedded } from '../../src/db/embedded/embedded.ts'
import { compareBooks, countUnfinished, type FakeProvider } from './payment-books.ts'
import { startPayersAtPages } from './payment-pages.ts'
import { startMembers } from './payment-requests.ts'

type Sizes = { payments: number; clients: number; name: 'stripe' | 'yookassa' }

const spaces = 8
// A job asks about a payment again after half of the payment's age, so the last checks come late.
const drainMs = 15 * 60_000
const killPauseMs = { min: 4_000, max: 12_000 }

/**
 * Makes this many payments at a fake provider whose calls fail, hang or are slow, and whose webhooks are lost, late, repeated and
 * out of order, while two instances are killed by turns. At the end the ledgers of the provider and of the service must be equal to the
 * kopeck.
 */
export async function soakPayments({ payments, clients, name }: Sizes): Promise<Report> {
  const dir = await mkdtemp(join(tmpdir(), 'coworking-payments-'))
  const fakeProvider = name === 'stripe' ? await startStripe() : await startYooKassa()
  const postgres = await startEmbedded({ dataDir: join(dir, 'data'), log: pino({ level: 'error' }) })
  const redis = createRedisProcess(dir)
  const settings = {
    ...fakeProvider.env,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    PAYMENT_HOLD_MINUTES: '1',
  }
  const services = ['one', 'two'].map((each) => createService(join(dir, each), settings))
  const client = createClient(() => anyUrl(services), clients)
  let report: Report | undefined
  try {
    await redis.start()
    for (const service of services) await service.start()
    const fixture = await makeMembersFixture(client, { spaces, members: 0 })
    const count = Math.max(clients, Math.ceil(payments / 50))
    // Each member has a kopeck, so that the missing amount of a booking differs from its price.
    for (let n = 0; n < count; n++) fixture.members.push(await makeMember(client, fixture.admin, 1))
    report = await run({ payments, clients, fakeProvider, services, client, fixture, url: postgres.url })
    return report
  } finally {
    client.close()
    await Promise.all(services.map((service) => service.stop()))
    if (!report || report.broken.length > 0)
      for (const service of services) process.stderr.write(service.log())
    await fakeProvider.stop()
    await redis.kill()
    await postgres.stop()
    await rm(dir, { recursive: true, force: true, maxRetries: 10 })
  }
}

const anyUrl = (services: RestartableService[]): string => {
  const one = services[Math.floor(Math.random() * services.length)]
  return one?.url() ?? ''
}

type RunOptions = {
  payments: number
  clients: number
  fakeProvider: FakeProvider
  services: RestartableService[]
  client: ReturnType<typeof createClient>
  fixture: MembersFixture
  url: string
}

async function run({
  payments,
  clients,
  fakeProvider,
  services,
  client,
  fixture,
  url,
}: RunOptions): Promise<Report> {
  const startedAt = performance.now()
  const pages = startPayersAtPages(fakeProvider, () => anyUrl(services))
  const memberLoad = startMembers({ client, fixture, fakeProvider, clients })
  const killer = startKiller(services)
  const opened = () => fakeProvider.state.payments.size
  await until(`${payments} payments`, () => opened() >= payments, {
    timeoutMs: 3_600_000,
    pauseMs: 100,
  })
  await memberLoad.stop()
  const kills = await killer.stop()
  const loadMinutes = (performance.now() - startedAt) / 60_000
  const broken = [...memberLoad.broken]
  // The last payers finish, and each page that is not used any more expires.
  await pages.finish()
  const isOver = async () => {
    pages.finishRefunds()
    return (await countUnfinished(url)) === 0
  }
  await until('the end of every payment, refund and hold', isOver, {
    timeoutMs: drainMs,
    pauseMs: 1_000,
  }).catch((error: Error) => broken.push(error.message))
  pages.stop()
  const { totals, differences } = await compareBooks(url, fakeProvider)
  broken.push(...differences, ...pages.broken)
  const figures = {
    provider: fakeProvider.name,
    ...totals,
    'killed, of two instances': kills,
    'minutes, with the end': `${loadMinutes.toFixed(1)}, ${((performance.now() - startedAt) / 60_000).toFixed(1)}`,
  }
  const tallies = {
    'faults of calls': String(memberLoad.faults),
    webhooks: String(pages.webhooks),
    payers: String(pages.actions),
    responses: String(memberLoad.responses),
  }
  return {
    figures: [
      figures,
      ...Object.entries(tallies).map(([of, counts]) => ({ of: `${fakeProvider.name}, ${of}`, counts })),
    ],
    broken,
  }
}

/** Kills one instance after the other, sometimes both, until it is stopped. */
function startKiller(services: RestartableService[]) {
  const stopping = new AbortController()
  let kills = 0
  const restart = async (service: RestartableService) => {
    await service.kill()
    kills += 1
    await service.start()
  }
  const loop = async () => {
    for (let turn = 0; !stopping.signal.aborted; turn++) {
      const pauseMs = killPauseMs.min + Math.random() * (killPauseMs.max - killPauseMs.min)
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      const one = services[turn % services.length]
      await Promise.all((Math.random() < 0.1 ? services : one ? [one] : []).map(restart))
    }
  }
  const running = loop()
  return {
    async stop() {
      stopping.abort()
      await running
      return kills
    },
  }
}
