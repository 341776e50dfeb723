import { describe, expect, it, vi } from 'vitest'
import { makePerson, makeTariff, type Person, tokenOf } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { until } from '../../../../testing/processes/until.ts'
import { blockInDatabase } from '../../../../testing/sessions.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'
import { actorMaxAgeMs, createActorCache } from './session.actors.ts'

const service = useService()

const me = (token: string) => service.request('GET', 'me', { token })
const block = (person: Person) => blockInDatabase(service, person)

describe('the state of an actor in the database', () => {
  it('is cached for less than a second', () => {
    expect(actorMaxAgeMs).toBeGreaterThan(0)
    expect(actorMaxAgeMs).toBeLessThan(1_000)
  })

  it('stops the tokens of a blocked user, also on public routes', async () => {
    const person = await makePerson(service)
    expect((await me(person.token)).status).toBe(200)
    await block(person)
    await until('the refusal', async () => (await me(person.token)).status === 403)
    expectProblem(await me(person.token), 403, 'user_blocked')
    expectProblem(await service.request('GET', 'spaces', { token: person.token }), 403, 'user_blocked')
    expectProblem(await me(await tokenOf(service, person.id)), 403, 'user_blocked')
    expect((await service.request('GET', 'spaces')).status).toBe(200)
  })

  it('removes a role also from tokens that were issued before', async () => {
    const person = await makePerson(service, 'admin')
    const body = { name: 'Loft', timeZone: 'Europe/Moscow' }
    const create = async () =>
      (await service.request('POST', 'locations', { token: person.token, body })).status
    expect(await create()).toBe(201)
    await withoutInvalidation(service.deps.db)
      .updateTable('users')
      .set({ role: 'member' })
      .where('id', '=', person.id)
      .execute()
    await until('the refusal', async () => (await create()) === 403)
    await expect(makeTariff(service, person)).rejects.toThrow('forbidden')
  })
})

it('the age of a cached actor counts from the start of its read, so that a slow read delays no block', async () => {
  const { deps, clock } = service
  const person = await makePerson(service)
  const cache = createActorCache(deps.db, clock)
  let now = 1_000
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const held = await holdLock(service, 'LOCK TABLE users IN ACCESS EXCLUSIVE MODE')
  const read = cache.ofUser(person.id)
  await held.untilWaiting(1)
  now += actorMaxAgeMs - 200
  await held.release()
  expect(await read).toMatchObject({ blocked: false })
  await block(person)
  now += 300
  expect(await cache.ofUser(person.id)).toMatchObject({ blocked: true })
  vi.restoreAllMocks()
})
