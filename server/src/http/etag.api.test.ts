import { beforeAll, describe, expect, it } from 'vitest'
import { at, book, makeBooking, makeMember, moveBooking, type Person } from '../../../testing/factories.ts'
import { useCoworking } from '../../../testing/fixtures/coworking.ts'
import { expectProblem } from '../../../testing/problem-shape.ts'

const { service, coworking, member } = useCoworking()
let bookingId: string

beforeAll(async () => {
  const bookingBody = { spaceId: coworking.space.id, ...at('2026-12-02', '10:00', '12:00') }
  bookingId = (await makeBooking(service, member, bookingBody)).id
})

const get = (path: string, headers: Record<string, string> = {}) =>
  service.request('GET', path, { token: member.token, headers })

const window = 'from=2026-12-03T10:00:00Z&to=2026-12-03T11:00:00Z'
/** Every route that returns an entity tag, once the fixture exists. */
const tagged = () => [
  'locations',
  `locations/${coworking.location.id}`,
  `locations/${coworking.location.id}/opening-hours`,
  `locations/${coworking.location.id}/closures`,
  'tariffs',
  `tariffs/${coworking.tariff.id}`,
  'spaces',
  `spaces/${coworking.space.id}`,
  `availability?${window}`,
  'bookings',
  `bookings/${bookingId}`,
  'me/wallet/entries',
]

describe('an entity tag', () => {
  it('is strong, and constant as long as the response is', async () => {
    for (const path of tagged()) {
      const [first, second] = [await get(path), await get(path)]
      expect(first.headers.etag, path).toMatch(/^"[\w-]+"$/)
      expect([second.headers.etag, second.text]).toEqual([first.headers.etag, first.text])
    }
  })

  it('in If-None-Match gets a 304 without a body, alone, among others, weak or as a star', async () => {
    for (const path of tagged()) {
      const tag = String((await get(path)).headers.etag)
      for (const ifNoneMatch of [tag, `"other", ${tag}`, `W/${tag}`, tag.replace(/"$/, '-gzip"'), '*']) {
        const response = await get(path, { 'if-none-match': ifNoneMatch })
        expect(response, `${path} ${ifNoneMatch}`).toMatchObject({ status: 304, text: '' })
        expect(response.headers.etag).toBe(tag)
        expect(response.headers['x-request-id']).toBeDefined()
      }
      for (const ifNoneMatch of ['"other"', tag.replaceAll('"', ''), ''])
        expect((await get(path, { 'if-none-match': ifNoneMatch })).status, `${path} ${ifNoneMatch}`).toBe(200)
    }
  })

  it('does not exist for a refusal, and a refusal is never replaced by a 304', async () => {
    const response = await get('spaces/00000000-0000-0000-0000-000000000000', { 'if-none-match': '*' })
    expectProblem(response, 404, 'not_found')
    expect(response.headers.etag).toBeUndefined()
  })

  it('changes with the response: of a list with any row, of one object with its version', async () => {
    const paths = ['spaces', `spaces/${coworking.space.id}`, `availability?${window}`]
    const before = await Promise.all(paths.map((path) => get(path)))
    await service.request('PATCH', `spaces/${coworking.space.id}`, {
      token: coworking.admin.token,
      body: { description: 'New carpet' },
    })
    for (const [index, path] of paths.entries()) {
      const ifNoneMatch = String(before[index]?.headers.etag)
      const after = await get(path, { 'if-none-match': ifNoneMatch })
      expect(after.status, path).toBe(200)
      expect(after.headers.etag).not.toBe(ifNoneMatch)
    }
  })

  it('differs for two users who see different responses', async () => {
    const poor = await makeMember(service, coworking.admin, 5)
    const theirs = await service.request('GET', 'bookings', { token: poor.token })
    expect(theirs.headers.etag).not.toBe((await get('bookings')).headers.etag)
  })

  it('is in the response to a write, too, and is then valid for the next write', async () => {
    const bookingBody = { spaceId: coworking.space.id, ...at('2026-12-04', '10:00', '11:00') }
    const created = await book(service, member, bookingBody)
    expect(created.headers.etag).toMatch(/^"1-/)
    const headers = { 'if-match': String(created.headers.etag) }
    const moved = await moveBooking(service, member, created.body.id, { title: 'Retro' }, headers)
    expect(moved.status).toBe(200)
    expect(moved.headers.etag).toBe((await get(`bookings/${created.body.id}`)).headers.etag)
  })
})

describe('If-Match', () => {
  const patch = (path: string, body: object, ifMatch: string) =>
    service.request('PATCH', path, { token: coworking.admin.token, body, headers: { 'if-match': ifMatch } })
  const targets = (name = 'Blue') =>
    [
      [`spaces/${coworking.space.id}`, { name }],
      [`tariffs/${coworking.tariff.id}`, { name }],
      [`locations/${coworking.location.id}`, { name }],
      [`bookings/${bookingId}`, { title: name }],
    ] as const
  const read = async (path: string) => service.request('GET', path, { token: coworking.admin.token })

  it('of another version is a precondition_failed that changes nothing', async () => {
    for (const [path, body] of targets()) {
      const before = await read(path)
      const tag = String(before.headers.etag)
      const stale = tag.replace(/^"\d+/, '"99')
      for (const header of [stale, `W/${stale}`, '"x"', 'x', '', `${stale}, "7-abc"`])
        expectProblem(await patch(path, body, header), 412, 'precondition_failed')
      expect((await read(path)).text).toBe(before.text)
    }
  })

  it('of the present version, among others or as a star lets the change pass, once', async () => {
    for (const [path, body] of targets()) {
      const tag = String((await read(path)).headers.etag)
      expect((await patch(path, body, `"7-abc", ${tag}`)).status, path).toBe(200)
      expectProblem(await patch(path, body, tag), 412, 'precondition_failed')
      expect((await patch(path, body, '*')).status).toBe(200)
    }
  })

  it.each([
    ['made weak by a proxy that compresses', 'Green', (tag: string) => `W/${tag}`],
    ['with the coding that a proxy wrote into it', 'Red', (tag: string) => tag.replace(/"$/, '-gzip"')],
  ])('of the present version, %s, lets the change pass, once', async (_, name, changedByProxy) => {
    const user = `users/${(await makeMember(service, coworking.admin)).id}`
    for (const [path, body] of [...targets(name), [user, { blocked: true }] as const]) {
      const tag = changedByProxy(String((await read(path)).headers.etag))
      expect((await patch(path, body, tag)).status, path).toBe(200)
      expectProblem(await patch(path, body, tag), 412, 'precondition_failed')
    }
  })

  it('of opening hours that were replaced meanwhile is a precondition_failed; the present one passes', async () => {
    const path = `locations/${coworking.location.id}/opening-hours`
    const put = (closes: string, ifMatch: string) =>
      service.request('PUT', path, {
        token: coworking.admin.token,
        body: { weekly: [{ weekday: 2, opens: '09:00', closes }] },
        headers: { 'if-match': ifMatch },
      })
    const before = await read(path)
    const first = await put('18:00', String(before.headers.etag))
    expect(first.status).toBe(200)
    expectProblem(await put('19:00', String(before.headers.etag)), 412, 'precondition_failed')
    expect((await read(path)).body.weekly).toEqual(first.body.weekly)
    expect((await put('19:00', String(first.headers.etag))).status).toBe(200)
    await service.request('PUT', path, { token: coworking.admin.token, body: before.body })
  })

  it('of a user whose rights another user has changed is a precondition_failed; a changed balance is not', async () => {
    const path = `users/${(await makeMember(service, coworking.admin)).id}`
    const tag = String((await read(path)).headers.etag)
    const body = { kind: 'top_up', amount: 100 }
    await service.request('POST', `${path}/wallet/entries`, { token: coworking.admin.token, body })
    expect((await read(path)).headers.etag).not.toBe(tag)
    const blocked = await patch(path, { blocked: true }, tag)
    expect(blocked.status).toBe(200)
    expectProblem(await patch(path, { role: 'manager' }, tag), 412, 'precondition_failed')
    expect((await read(path)).body).toMatchObject({ role: 'member', blocked: true })
    expect((await patch(path, { blocked: false }, String(blocked.headers.etag))).status).toBe(200)
  })

  const act = (person: Person, id: string, action: string, ifMatch: string) =>
    service.request('POST', `bookings/${id}/${action}`, {
      token: person.token,
      body: {},
      headers: { 'if-match': ifMatch },
    })

  it.each(['pay', 'approve', 'reject', 'check-in', 'complete', 'no-show'])(
    'of another version stops the action `%s` on a booking before any rule; the present one does not',
    async (action) => {
      const { body, headers } = await read(`bookings/${bookingId}`)
      const tag = String(headers.etag)
      for (const stale of [`"${body.version + 1}"`, `"${body.version - 1}-x"`, ''])
        expectProblem(await act(coworking.admin, bookingId, action, stale), 412, 'precondition_failed')
      for (const present of [tag, `"${body.version}"`, '*'])
        expectProblem(await act(coworking.admin, bookingId, action, present), 409, 'invalid_transition')
    },
  )

  it('of another version stops a cancellation by the owner and by staff; the present one does not', async () => {
    for (const person of [member, coworking.admin]) {
      const during = at('2026-12-05', '10:00', '11:00')
      const { id } = await makeBooking(service, member, { spaceId: coworking.space.id, ...during })
      expectProblem(await act(person, id, 'cancel', '"2"'), 412, 'precondition_failed')
      expect((await read(`bookings/${id}`)).body.status).toBe('confirmed')
      expect((await act(person, id, 'cancel', '"1"')).status).toBe(200)
    }
  })

  it('of another version stops a deletion before any rule; the present one does not', async () => {
    for (const [path] of targets()) {
      const remove = (ifMatch: string) =>
        service.request('DELETE', path, { token: coworking.admin.token, headers: { 'if-match': ifMatch } })
      const { version } = (await read(path)).body
      expectProblem(await remove(`"${version - 1}"`), 412, 'precondition_failed')
      expect((await remove(`"${version}"`)).status, path).toBe(409)
    }
  })

  it('of one tag, sent by ten requests at once, lets one of them pass', async () => {
    const path = `spaces/${coworking.space.id}`
    const tag = String((await read(path)).headers.etag)
    const names = Array.from({ length: 10 }, (_, index) => `Room ${index}`)
    const responses = await Promise.all(names.map((name) => patch(path, { name }, tag)))
    expect(responses.filter((response) => response.status === 200)).toHaveLength(1)
    for (const response of responses.filter((one) => one.status !== 200))
      expectProblem(response, 412, 'precondition_failed')
  })

  it('is compared after malformed, unknown and forbidden requests are refused, and before conflicts', async () => {
    const space = `spaces/${coworking.space.id}`
    expectProblem(await patch(space, { name: '' }, '"99-x"'), 400, 'validation_failed')
    const nothing = 'spaces/00000000-0000-0000-0000-000000000000'
    expectProblem(await patch(nothing, { name: 'x' }, '"99-x"'), 404, 'not_found')
    const asMember = await service.request('PATCH', space, {
      token: member.token,
      body: { name: 'x' },
      headers: { 'if-match': '"99-x"' },
    })
    expectProblem(asMember, 403, 'forbidden')
    const location = `locations/${coworking.location.id}`
    expectProblem(await patch(location, { currency: 'EUR' }, '"99-x"'), 412, 'precondition_failed')
    expectProblem(await patch(location, { currency: 'EUR' }, '*'), 409, 'in_use')
  })
})
