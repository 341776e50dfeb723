import { beforeAll, describe, expect, it } from 'vitest'
import { type Created, makeBooking, makeSpace, makeTariff, travelTo } from '../../../../testing/factories.ts'
import { useCoworking } from '../../../../testing/fixtures/coworking.ts'

// booking.list.api.test.ts checks which rows a list holds; this file checks its pages, its cursors and its fields.

const { service, coworking, member } = useCoworking({ balance: 100_000_000 })
let made: Created[]

const hourMs = 3_600_000
const firstHour = Date.parse('2026-12-10T06:00:00.000Z')

/** A booking of `hours` in a new space, so that many bookings may be at one time. */
async function make(startHour: number, hours: number, tariffId = coworking.tariff.id): Promise<Created> {
  const ids = { locationId: coworking.location.id, tariffId }
  const space = await makeSpace(service, coworking.admin, ids)
  const start = firstHour + startHour * hourMs
  const [startsAt, endsAt] = [start, start + hours * hourMs].map((ms) => new Date(ms).toISOString())
  return makeBooking(service, member, { spaceId: space.id, startsAt: startsAt ?? '', endsAt: endsAt ?? '' })
}

beforeAll(async () => {
  made = []
  for (const [start, hours] of [
    [0, 1],
    [0, 2],
    [2, 1],
    [3, 3],
    [3, 1],
    [5, 2],
  ] as const)
    made.push(await make(start, hours))
})

const list = (query: string, headers: Record<string, string> = {}) =>
  service.request('GET', `bookings?${query}`, { token: member.token, headers })
const ids = (rows: Created[]) => rows.map((row) => row.id)

describe('paging', () => {
  it.each([
    ['startsAt', 1],
    ['-startsAt', 2],
    ['createdAt', 3],
    ['-createdAt', 4],
    ['totalPrice', 2],
    ['-totalPrice', 5],
  ])(
    'by %s, %i at a time, returns once each row that existed when the paging began, while other rows are inserted everywhere',
    async (sort, limit) => {
      const before = ids((await list('limit=1000')).body.items)
      const seen: string[] = []
      for (let cursor = ''; ; ) {
        const { body } = await list(`sort=${sort}&limit=${limit}${cursor}`)
        seen.push(...ids(body.items))
        if (body.nextCursor === null || seen.length > 100) break
        cursor = `&cursor=${body.nextCursor}`
        if (seen.length > 2 * limit) continue
        service.clock.advance(1)
        await make(-1, 1)
        await make(3, 2)
        await make(9, 4)
      }
      expect(new Set(seen).size).toBe(seen.length)
      expect(seen).toEqual(expect.arrayContaining(before))
    },
  )

  it('has the total of all rows, and only when it is requested', async () => {
    const { spaceId } = made[0] as Created
    expect((await list('limit=1')).body).not.toHaveProperty('total')
    expect((await list('limit=1&withTotal=false')).body).not.toHaveProperty('total')
    const { total } = (await list('limit=1000&withTotal=true')).body
    expect((await list('limit=1&withTotal=true')).body.total).toBe(total)
    expect((await list(`spaceId=${spaceId}&withTotal=true`)).body).toMatchObject({
      total: 1,
      nextCursor: null,
      items: [{ id: made[0]?.id }],
    })
  })

  it('has no next cursor when the last page is exactly full', async () => {
    const { total } = (await list('limit=1&withTotal=true')).body
    expect((await list(`limit=${total}`)).body.nextCursor).toBe(null)
    expect((await list(`limit=${total - 1}`)).body.nextCursor).toEqual(expect.any(String))
  })

  it('has 20 rows by their start as the default', async () => {
    const { items } = (await list('')).body
    expect(items).toHaveLength(20)
    expect(items).toEqual((await list('sort=startsAt&limit=1000')).body.items.slice(0, 20))
  })
})

describe('a cursor', () => {
  const cursorOf = async (query: string) => (await list(`${query}&limit=2`)).body.nextCursor

  it('continues with another limit, with or without the total, and with the filters in another order', async () => {
    const cursor = await cursorOf('status=confirmed&status=pending&minPrice=1')
    const rest = `cursor=${cursor}`
    for (const query of [
      `status=confirmed&status=pending&minPrice=1&limit=5&${rest}`,
      `${rest}&limit=5&withTotal=true&status=confirmed&status=pending&minPrice=1`,
      `minPrice=1&${rest}&limit=5&status=pending&status=confirmed`,
    ]) {
      const { status, body } = await list(query)
      expect(status, query).toBe(200)
      expect(body.items).toEqual((await list('limit=7')).body.items.slice(2))
    }
  })

  it('of another sort, of other filters or of another list is 400, and so is an invented cursor', async () => {
    const cursor = await cursorOf('minPrice=1')
    const spaces = await service.request('GET', 'spaces?limit=1', { token: member.token })
    const forged = Buffer.from('["2026-12-10T06:00:00.000Z","x","y"]').toString('base64url')
    for (const query of [
      `minPrice=1&sort=-startsAt&cursor=${cursor}`,
      `minPrice=2&cursor=${cursor}`,
      `cursor=${cursor}`,
      `minPrice=1&maxPrice=9&cursor=${cursor}`,
      `cursor=${spaces.body.nextCursor}`,
      `cursor=${forged}`,
      'cursor=nonsense',
      'cursor=',
    ])
      expect(await list(query), query).toMatchObject({
        status: 400,
        body: { code: 'validation_failed', errors: [{ path: '/cursor' }] },
      })
  })
})

describe('a list', () => {
  it('has each booking as in the response that made it, without `quote`, `refundNow` and `actions`', async () => {
    const { items } = (await list(`spaceId=${made[0]?.spaceId}`)).body
    const { refundNow, quote, actions, ...rest } = made[0] as Created
    expect(items).toEqual([rest])
  })

  it('adds the user, the space and the quote when `include` names them', async () => {
    const query = `spaceId=${made[0]?.spaceId}`
    const { firstName, lastName } = (await service.request('GET', 'me', { token: member.token })).body
    const user = { id: member.id, firstName, lastName, email: member.email, phone: null }
    const space = { id: made[0]?.spaceId, name: 'Room', type: 'meeting_room' }
    const item = async (include: string) => {
      const [first] = (await list(`${query}&include=${include}`)).body.items
      const { refundNow, quote, actions, ...booking } = made[0] as Created
      const added = Object.entries(first).filter(([key]) => !(key in booking))
      expect(first).toMatchObject(booking)
      return Object.fromEntries(added)
    }
    expect(await item('user')).toEqual({ user })
    expect(await item('space')).toEqual({ space })
    expect(await item('space,user')).toEqual({ user, space })
    const { quote } = made[0] as Created
    expect(await item('quote')).toEqual({ quote })
    expect(await item('user,space,quote')).toEqual({ user, space, quote })
  })

  it('has an entity tag, with which it is not sent again until it changes', async () => {
    const query = 'sort=-createdAt&limit=3'
    const conditional = { 'if-none-match': String((await list(query)).headers.etag) }
    expect(conditional['if-none-match']).toMatch(/^"/)
    expect(await list(query, conditional)).toMatchObject({ status: 304, text: '' })
    service.clock.advance(1)
    await make(30, 1)
    expect(await list(query, conditional)).toMatchObject({ status: 200 })
  })

  it('needs a signed-in user', async () => {
    expect(await service.request('GET', 'bookings')).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    })
  })

  it.each([
    ['limit=0', '/limit'],
    ['limit=1001', '/limit'],
    ['limit=ten', '/limit'],
    ['sort=title', '/sort'],
    ['sort=startsAt&sort=createdAt', '/sort'],
    ['status=open', '/status'],
    ['status=open&status=confirmed', '/status/0'],
    ['status=confirmed&status=', '/status/1'],
    ['spaceId=1', '/spaceId'],
    ['from=2026-12-10', '/from'],
    ['to=2026-12-10T00:00:00', '/to'],
    ['minPrice=-1', '/minPrice'],
    ['maxPrice=1.5', '/maxPrice'],
    ['include=location', '/include'],
    ['include=', '/include'],
    ['include=user;space', '/include'],
    ['include=refundNow', '/include'],
    ['include=actions', '/include'],
    ['withTotal=perhaps', '/withTotal'],
    ['page=2', '/page'],
  ])('%s is 400', async (query, path) => {
    expect(await list(query)).toMatchObject({
      status: 400,
      body: {
        code: 'validation_failed',
        errors: expect.arrayContaining([expect.objectContaining({ path })]),
      },
    })
  })
})

// The last test, because it lets a month pass.
it('a list by creation, of one status and any time window, has a booking that lasts a month until the booking is over', async () => {
  const byMonth = await makeTariff(service, coworking.admin, { hourlyRate: 100, maxMinutes: 44_640 })
  const month = await make(24, 31 * 24, byMonth.id)
  const { admin } = coworking
  await travelTo(service, new Date(Date.parse(month.endsAt) - 1).toISOString(), admin)
  const listOf = (window: string) =>
    service.request('GET', `bookings?status=confirmed&sort=-createdAt&${window}`, { token: admin.token })
  for (const window of [`from=${month.startsAt}`, `to=${month.endsAt}`, `to=2030-01-01T00:00:00.000Z`])
    expect(ids((await listOf(window)).body.items), window).toEqual([month.id])
  service.clock.advance(1)
  expect((await listOf(`from=${month.startsAt}`)).body.items).toEqual([])
})
