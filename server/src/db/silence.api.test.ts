import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest'
import {
  at,
  balanceOf,
  makeCoworking,
  makeMember,
  makePerson,
  type Person,
} from '../../../testing/factories.ts'
import { startTestService, type TestService } from '../../../testing/harness.ts'
import { type DatabaseProxy, openDatabaseProxy } from '../../../testing/postgres/database-proxy.ts'
import { holdLock } from '../../../testing/postgres/locks.ts'
import { query } from '../../../testing/postgres/query.ts'
import { expectProblem } from '../../../testing/problem-shape.ts'
import { waitUntil } from './embedded/embedded.wait.ts'

// Connections that fall silent without a FIN or RST, as behind a firewall that has forgotten them. The limit is so long that a responding
// connection never reaches it, however slow the machine is; `expire` lets the limit of the silent connections end at once.

const funds = 1_000_000
const silenceMs = 600_000
const lentClients = new Set<pg.PoolClient>()
let proxy: DatabaseProxy
let service: TestService
let admin: Person
let coworking: Awaited<ReturnType<typeof makeCoworking>>
let member: Person
beforeAll(async () => {
  proxy = await openDatabaseProxy(inject('postgresUrl'))
  const databaseLimits = { statementMs: 30_000, silenceMs }
  service = await startTestService({ DB_POOL_MAX: '6' }, { through: proxy.url, databaseLimits })
  const { pool } = service.deps
  pool
    .on('acquire', (client) => lentClients.add(client))
    .on('release', (_, client) => lentClients.delete(client))
  admin = await makePerson(service, 'admin')
  coworking = await makeCoworking(service)
})
beforeEach(async () => {
  member = await makeMember(service, admin, funds)
})
afterAll(async () => {
  await service.assertBooksAreRight()
  await service.stop()
})

const me = (person: Person) => service.request('GET', 'me', { token: person.token })

const socketOf = (client: pg.PoolClient) => client.connection.stream as Socket

/** Makes this many connections of the pool open and idle. Returns their sockets. */
async function openConnections(count: number): Promise<Socket[]> {
  const clients = await Promise.all(Array.from({ length: count }, () => service.deps.pool.connect()))
  for (const client of clients) client.release()
  return clients.map(socketOf)
}

/** Waits until this number of the silent connections is in use, and ends their limit. */
async function expire(silentPorts: Set<number>, count: number): Promise<void> {
  const findSilent = () =>
    [...lentClients].map(socketOf).filter(({ localPort }) => silentPorts.has(localPort ?? 0))
  await expect.poll(() => findSilent().length).toBeGreaterThanOrEqual(count)
  for (const socket of findSilent()) socket.setTimeout(1)
}

it('every connection of the pool has the limit', async () => {
  const sockets = await openConnections(3)
  expect(sockets.map(({ timeout }) => timeout)).toEqual([silenceMs, silenceMs, silenceMs])
})

it('users who share a look-up on a silent connection are refused at its limit, and succeed the next time', async () => {
  await openConnections(3)
  const silentPorts = proxy.silence()
  const requests = Promise.all(Array.from({ length: 8 }, () => me(member)))
  await expire(silentPorts, 1)
  const responses = await requests
  for (const response of responses) {
    expectProblem(response, 503, 'unavailable')
    expect(response.headers['retry-after']).toBe('1')
  }
  expect((await me(member)).status).toBe(200)
})

it('a connection that was idle for longer than the limit is still detected, in a request and in a read by `readRows`, which does not use the queries of the driver', async () => {
  const sockets = await openConnections(3)
  const idled = sockets.map((socket) => once(socket, 'timeout'))
  for (const socket of sockets) socket.setTimeout(1)
  await Promise.all(idled)
  for (const socket of sockets) socket.setTimeout(silenceMs)
  const silentPorts = proxy.silence()
  const statement = { text: 'SELECT 1 AS one', values: [] }
  // A read is repeated on another connection.
  const read = service.deps.readRows(statement, { prepared: false, isShort: true }, () => ({
    onRow: () => {},
  }))
  const answered = Promise.all([me(member), read])
  await expire(silentPorts, 2)
  const [response] = await answered
  expectProblem(response, 503, 'unavailable')
  expect((await me(member)).status).toBe(200)
})

it('other requests succeed meanwhile on responding and on new connections', async () => {
  const members = await Promise.all(Array.from({ length: 4 }, () => makeMember(service, admin)))
  await openConnections(4)
  const silentPorts = proxy.silence(2)
  const requests = Promise.all(members.map(me))
  await expire(silentPorts, 2)
  const responses = await requests
  expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 503, 503])
  expect((await Promise.all(members.map(me))).map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(service.deps.pool.waitingCount).toBe(0)
})

it('a booking whose connection falls silent is refused, and made once when it is requested again', async () => {
  const held = await holdLock(service, 'SELECT FROM spaces WHERE id = $1 FOR UPDATE', [coworking.space.id])
  const body = { spaceId: coworking.space.id, ...at('2026-12-02', '10:00', '11:00') }
  const send = () =>
    service.request('POST', 'bookings', { token: member.token, body, headers: { 'idempotency-key': key } })
  const key = randomUUID()
  const first = send()
  await held.untilWaiting(1)
  const silentPorts = proxy.silence()
  await held.release()
  await expire(silentPorts, 1)
  expectProblem(await first, 503, 'unavailable')
  // The server does not know of the failure. It ends idle transactions after ten seconds; the test ends them instead.
  const lost = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'idle in transaction'`
  expect(await waitUntil(20_000, async () => (await query(service.databaseUrl, lost)).length === 1)).toBe(
    true,
  )
  const again = await send()
  expect(again.status).toBe(201)
  const list = await service.request('GET', 'bookings', { token: member.token })
  expect(list.body.items).toMatchObject([{ id: again.body.id }])
  expect(await balanceOf(service, member)).toBe(funds - again.body.totalPrice)
})
