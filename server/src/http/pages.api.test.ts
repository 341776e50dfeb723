import { beforeAll, describe, expect, it } from 'vitest'
import {
  at,
  type Created,
  makeBooking,
  makeLocation,
  makePerson,
  makeSpace,
  type Person,
} from '../../../testing/factories.ts'
import { useCoworking } from '../../../testing/fixtures/coworking.ts'
import { operationsOf } from '../../../testing/operations.ts'
import { expectProblem } from '../../../testing/problem-shape.ts'

const { service, coworking, member } = useCoworking()
let admin: Person
let shift: Created

beforeAll(async () => {
  admin = coworking.admin
  const opened = { token: admin.token, body: { float: 0 } }
  shift = (await service.request('POST', `locations/${coworking.location.id}/shifts`, opened)).body
})

const get = (path: string, person?: Person) => service.request('GET', path, { token: person?.token })

/** Reads all pages of a list and runs `between` after each of them. */
async function walk(path: string, between: () => Promise<unknown> = async () => {}): Promise<Created[]> {
  const items: Created[] = []
  const join = path.includes('?') ? '&' : '?'
  for (let cursor = ''; ; ) {
    const response = await get(path + (cursor && `${join}cursor=${cursor}`), admin)
    expect(response.status, response.text).toBe(200)
    items.push(...response.body.items)
    if (response.body.nextCursor === null) return items
    cursor = response.body.nextCursor
    await between()
  }
}

/** The additional fields of GET /availability when it offers nothing. */
const reasonsIn = (path: string) =>
  path === '/api/v1/availability' ? ['nextFree', 'nextOpening', 'reasons'] : []

describe('every list', () => {
  const lists = () =>
    operationsOf(service.app).filter((one) => one.parameters?.some(({ name }) => name === 'limit'))
  const pathOf = (path: string) =>
    path
      .replace('users/{id}', `users/${member.id}`)
      .replace('spaces/{id}', `spaces/${coworking.space.id}`)
      .replace('shifts/{id}', `shifts/${shift.id}`)
      .replace('{id}', coworking.location.id)
  const window = 'from=2026-12-03T10:00:00Z&to=2026-12-03T11:00:00Z'
  const withWindow = (path: string) => (path.endsWith('/availability') ? `&${window}` : '')

  it('accepts a limit of 1 to 1000 and returns items, a cursor, and a total only when requested', async () => {
    expect(lists().length).toBeGreaterThan(6)
    for (const { path } of lists()) {
      const getPage = (query: string) => get(`${pathOf(path)}?${query}${withWindow(path)}`, admin)
      for (const limit of [1, 1_000]) {
        const { status, body } = await getPage(`limit=${limit}`)
        expect([status, Object.keys(body).sort()]).toEqual([200, ['items', 'nextCursor', ...reasonsIn(path)]])
      }
      for (const limit of [
        '0',
        '-1',
        '1001',
        '1.5',
        'ten',
        '',
        '1e9',
        '0x10',
        '1e1',
        '%2B5',
        '%205',
        '1&limit=2',
      ])
        expectProblem(await getPage(`limit=${limit}`), 400, 'validation_failed')
      expect((await getPage('withTotal=true')).body.total, path).toEqual(expect.any(Number))
      expect((await getPage('withTotal=false')).body.total, path).toBeUndefined()
    }
  })

  it('refuses a cursor that it has not issued', async () => {
    const encode = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')
    const id = '018f2f6e-7b1a-7c3d-8e4f-000000000000'
    const cursors = [
      'x',
      '%00',
      '[]',
      '%22',
      encode(),
      encode('a', id, 'x'),
      encode(null, id, 'x'),
      'x'.repeat(3_000),
    ]
    for (const { path } of lists())
      for (const cursor of cursors) {
        const response = await get(`${pathOf(path)}?cursor=${cursor}${withWindow(path)}`, admin)
        expectProblem(response, 400, 'validation_failed')
        expect(response.body.errors[0].path).toBe('/cursor')
      }
  })

  it('has by default 20 items on a page: the list of locations', async () => {
    for (let index = 0; index < 21; index++) await makeLocation(service, admin, { name: `Twenty ${index}` })
    const { body } = await get('locations')
    expect(body.items).toHaveLength(20)
    expect(body.nextCursor).toEqual(expect.stringMatching(/^[\w-]+$/))
  })
})

describe('a cursor', () => {
  let bookings: Created[]

  beforeAll(async () => {
    const spaceId = coworking.space.id
    bookings = []
    for (const hour of ['10', '11', '12', '13'])
      bookings.push(
        await makeBooking(service, member, { spaceId, ...at('2026-12-02', `${hour}:00`, `${hour}:30`) }),
      )
  })

  it('is bound to its list, its sort and its filters, but not to its limit', async () => {
    const first = await get('bookings?limit=2&sort=startsAt&status=confirmed', admin)
    const cursor = first.body.nextCursor
    for (const [path, query] of [
      ['bookings', 'sort=-startsAt&status=confirmed'],
      ['bookings', 'sort=createdAt&status=confirmed'],
      ['bookings', 'sort=startsAt&status=cancelled'],
      ['bookings', 'sort=startsAt&status=confirmed&status=pending'],
      ['bookings', 'sort=startsAt'],
      ['bookings', `sort=startsAt&status=confirmed&spaceId=${coworking.space.id}`],
      ['spaces', ''],
      ['locations', ''],
    ])
      expectProblem(await get(`${path}?cursor=${cursor}&${query}`, admin), 400, 'validation_failed')
    for (const limit of [1, 2, 100]) {
      const next = await get(`bookings?limit=${limit}&sort=startsAt&status=confirmed&cursor=${cursor}`, admin)
      expect(next.body.items[0].id).toBe(bookings[2]?.id)
    }
  })

  it('with an altered key or id is refused, and does not fail in the database', async () => {
    const [key, id, bound] = JSON.parse(
      Buffer.from((await get('bookings?limit=2', admin)).body.nextCursor, 'base64url').toString(),
    )
    const forged = [
      ['soon', id, bound],
      [1e300, id, bound],
      ["2026'; --", id, bound],
      [key, '-'.repeat(36), bound],
      [key, `${id}0`, bound],
      [`${key}\u0000`, id, bound],
    ]
    for (const parts of forged) {
      const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url')
      expectProblem(await get(`bookings?cursor=${cursor}`, admin), 400, 'validation_failed')
    }
  })

  it('does not show its holder rows that the holder may not see', async () => {
    const { nextCursor } = (await get('bookings?limit=1', admin)).body
    const otherMember = await makePerson(service)
    const response = await get(`bookings?limit=1&cursor=${nextCursor}`, otherMember)
    expect(response.body).toEqual({ items: [], nextCursor: null })
  })

  it('works after the longest possible name, in any script', async () => {
    const { id } = await makeLocation(service, admin)
    const names = ['🏢'.repeat(200), 'Ы'.repeat(200), '"'.repeat(200), '\\x'.repeat(100), '漢'.repeat(200)]
    for (const name of names)
      await makeSpace(service, admin, { locationId: id, tariffId: coworking.tariff.id, name })
    const items = await walk(`spaces?locationId=${id}&limit=1`)
    expect(items.map((item) => item.name).sort()).toEqual([...names].sort())
  })
})

describe('paging', () => {
  it('never skips or repeats a row while others are added before, between and after, with equal names', async () => {
    const { id } = await makeLocation(service, admin)
    const add = (name: string) =>
      makeSpace(service, admin, { locationId: id, tariffId: coworking.tariff.id, name })
    const existing: Created[] = []
    for (const name of ['b', 'B', 'b', 'd', 'd', 'd', 'é', 'я', 'f', '10', '9'])
      existing.push(await add(name))
    const path = `spaces?locationId=${id}&limit=2`
    const items = await walk(path, async () => {
      for (const name of ['a', 'c', 'd', 'z']) await add(name)
    })
    const ids = items.map((item) => item.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(expect.arrayContaining(existing.map((item) => item.id)))
    const whole = (await get(`spaces?locationId=${id}&limit=1000`)).body.items as Created[]
    expect(items).toEqual(whole.filter((item) => ids.includes(item.id)))
  })

  it('from the newest backwards never shows rows that were added since', async () => {
    const { id: locationId } = await makeLocation(service, admin)
    const close = async (day: number) => {
      const body = { from: `2027-01-${day}T10:00:00Z`, to: `2027-01-${day}T11:00:00Z` }
      await service.request('POST', `locations/${locationId}/closures`, { token: admin.token, body })
    }
    for (const day of [11, 13, 15, 17, 19]) await close(day)
    let later = 20
    const items = await walk(`locations/${locationId}/closures?limit=2`, () => close(later++))
    expect(items.map((item) => item.from.slice(8, 10))).toEqual(['19', '17', '15', '13', '11'])
  })

  it('ends with a page without a cursor, which may be full, short or empty', async () => {
    const { id } = await makeLocation(service, admin)
    const page = async (limit: number) => (await get(`spaces?locationId=${id}&limit=${limit}`)).body
    expect(await page(1)).toEqual({ items: [], nextCursor: null })
    for (const name of ['a', 'b'])
      await makeSpace(service, admin, { locationId: id, tariffId: coworking.tariff.id, name })
    expect((await page(1)).nextCursor).not.toBeNull()
    for (const limit of [2, 3]) expect((await page(limit)).nextCursor).toBeNull()
  })
})
