import { beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  makeSpace,
  type Person,
  travelTo,
} from '../../../../testing/factories.ts'
import { startOfTests, useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'

const service = useService()
let coworking: Awaited<ReturnType<typeof makeCoworking>>
let member: Person
let manager: Person

beforeEach(async () => {
  service.clock.set(startOfTests)
  coworking = await makeCoworking(service)
  member = await makeMember(service, coworking.admin)
  manager = await makePerson(service, 'manager', [coworking.location.id])
  await makeBooking(service, member, { spaceId: coworking.space.id, ...at('2026-12-02', '10:00', '11:00') })
  await travelTo(service, '2026-12-02T09:00:00Z', member, manager, coworking.admin)
})

const write = (person = member, body: object = { rating: 4, text: 'Quiet and bright' }) =>
  service.request('POST', `spaces/${coworking.space.id}/reviews`, { token: person.token, body })
const rename = (firstName: string, lastName?: string) =>
  service.request('PATCH', 'me', { token: member.token, body: { firstName, lastName } })
const moderate = (id: string, decision: 'approve' | 'reject', headers: Record<string, string> = {}) =>
  service.request('POST', `reviews/${id}/${decision}`, { token: manager.token, headers })
const change = (method: 'PATCH' | 'DELETE', id: string, person: Person, headers = {}) =>
  service.request(method, `reviews/${id}`, {
    token: person.token,
    headers,
    ...(method === 'PATCH' && { body: { text: 'Loud and dark' } }),
  })
const published = async () =>
  (await service.request('GET', `spaces/${coworking.space.id}/reviews`)).body.items
const rating = async () => (await service.request('GET', `spaces/${coworking.space.id}`)).body.rating

describe('a review', () => {
  it('is public, and counts in the rating, after it is approved', async () => {
    const { body } = await write()
    expect(body).toMatchObject({ status: 'pending', rating: 4 })
    expect([await published(), await rating()]).toEqual([[], { average: null, count: 0 }])
    expect((await moderate(body.id, 'approve')).body.status).toBe('approved')
    expect(await published()).toHaveLength(1)
    expect(await rating()).toEqual({ average: 4, count: 1 })
  })

  it.each([
    ['Orlova', 'Vera O.'],
    ['–', 'Vera'],
  ])('of Vera with the last name %s is signed %s', async (lastName, expected) => {
    await rename('Vera', lastName)
    await moderate((await write()).body.id, 'approve')
    expect(await published()).toMatchObject([{ authorName: expected }])
  })

  it('may be written once by a member who has completed a booking of the space', async () => {
    const otherMember = await makeMember(service, coworking.admin)
    expect((await write(otherMember)).body.code).toBe('review_not_allowed')
    expect((await write()).status).toBe(201)
    expect((await write()).body.code).toBe('already_reviewed')
  })

  it('is refused for a booking that is still to come, was cancelled, was a no-show or has not ended', async () => {
    const { admin, tariff, location } = coworking
    const space = await makeSpace(service, admin, {
      locationId: location.id,
      tariffId: tariff.id,
      requiresCheckIn: true,
    })
    const visitor = await makeMember(service, admin)
    const makeBookingAt = (from: string, to: string) =>
      makeBooking(service, visitor, { spaceId: space.id, ...at('2026-12-03', from, to) })
    const review = async () => {
      const body = { rating: 4, text: 'Quiet and bright' }
      const path = `spaces/${space.id}/reviews`
      const { body: problem } = await service.request('POST', path, { token: visitor.token, body })
      return problem.code ?? problem.status
    }
    const [, second, third] = [
      await makeBookingAt('10:00', '11:00'),
      await makeBookingAt('12:00', '13:00'),
      await makeBookingAt('14:00', '15:00'),
    ]
    await changeStatus(service, visitor, 'cancel', second.id)
    expect(await review()).toBe('review_not_allowed')
    await travelTo(service, '2026-12-03T10:50:00Z', visitor)
    await changeStatus(service, visitor, 'check-in', third.id)
    expect(await review()).toBe('review_not_allowed')
    await changeStatus(service, visitor, 'complete', third.id)
    await travelTo(service, '2026-12-03T12:01:00Z', visitor, admin)
    await service.request('DELETE', `bookings/${third.id}`, { token: admin.token })
    expect(await review()).toBe('review_not_allowed')
  })

  const merge = (into: Person) =>
    service.request('POST', `users/${member.id}/merge`, {
      token: coworking.admin.token,
      body: { into: into.id },
    })

  it('may be written once by a person, also after a merge; the completed bookings of the merged account count', async () => {
    const [first, second] = [await makePerson(service), await makePerson(service)]
    await merge(first)
    const { status, body } = await write(first)
    expect(status).toBe(201)
    member = first
    await merge(second)
    expect((await write(second)).body.code).toBe('already_reviewed')
    expect((await moderate(body.id, 'approve')).status).toBe(200)
  })

  it('of a closed account counts as a review by the surviving account', async () => {
    const { body } = await write()
    await merge(manager)
    const path = `reviews/${body.id}`
    const moderated = await moderate(body.id, 'approve')
    expectProblem(moderated, 403, 'forbidden')
    expect(moderated.body.detail).toContain('This review is your own')
    await service.request('PATCH', 'me', {
      token: manager.token,
      body: { firstName: 'Mira', lastName: 'Ost' },
    })
    const edited = await service.request('PATCH', path, { token: manager.token, body: { rating: 2 } })
    expect(edited.body).toMatchObject({ rating: 2, status: 'pending', authorName: 'Mira O.' })
    expect((await service.request('DELETE', path, { token: manager.token })).status).toBe(204)
    const audit = await service.request('GET', `audit?entityId=${body.id}`, { token: coworking.admin.token })
    expect(audit.body.items).toEqual([])
  })

  it('is written once by five simultaneous requests', async () => {
    const responses = await Promise.all(Array.from({ length: 5 }, () => write()))
    expect(responses.map((response) => response.status).sort()).toEqual([201, 409, 409, 409, 409])
  })

  it('waits for approval again after an edit that changes something, and does not count meanwhile', async () => {
    const { body } = await write()
    await moderate(body.id, 'approve')
    const edit = (change: object) =>
      service.request('PATCH', `reviews/${body.id}`, { token: member.token, body: change })
    expect((await edit({ rating: 2 })).body).toMatchObject({ status: 'pending', rating: 2 })
    expect(await rating()).toEqual({ average: null, count: 0 })
    const approved = (await moderate(body.id, 'approve')).body
    for (const change of [{}, { rating: 2, text: body.text }])
      expect(await edit(change)).toMatchObject({ status: 200, body: approved })
    expect(await rating()).toEqual({ average: 2, count: 1 })
  })

  it('keeps the name under which it was moderated until its author edits it', async () => {
    await rename('Anna', 'Orlova')
    const { body } = await write()
    const pending = async () =>
      (await service.request('GET', 'reviews?status=pending', { token: manager.token })).body.items
    expect((await pending())[0].authorName).toBe('Anna O.')
    await rename('Buy at example.com')
    expect((await moderate(body.id, 'approve')).body.authorName).toBe('Anna O.')
    await rename('The administrator')
    expect((await published())[0].authorName).toBe('Anna O.')
    const exported = await service.request('GET', 'me/export', { token: member.token })
    expect(exported.body.reviews[0].authorName).toBe('Anna O.')
    await change('PATCH', body.id, member)
    expect([await published(), (await pending())[0].authorName]).toEqual([[], 'The administrator O.'])
  })

  it('that an instance of an older version has written keeps the name that its moderator has seen', async () => {
    const { body } = await write()
    await withoutInvalidation(service.deps.db).updateTable('reviews').set({ authorName: null }).execute()
    const { authorName } = (await moderate(body.id, 'approve')).body
    await rename('The administrator')
    expect((await published())[0].authorName).toBe(authorName)
  })

  it.each(['approve', 'reject'] as const)(
    'whose text its author has changed after the manager read it is not affected by `%s`',
    async (decision) => {
      const { body } = await write()
      const list = await service.request('GET', 'reviews?status=pending', { token: manager.token })
      const ifMatch = { 'if-match': `"${list.body.items[0].version}"` }
      await change('PATCH', body.id, member)
      expectProblem(await moderate(body.id, decision, ifMatch), 412, 'precondition_failed')
      expect(await published()).toEqual([])
      const { version, status } = (await change('PATCH', body.id, member)).body
      expect(status).toBe('pending')
      expect((await moderate(body.id, decision, { 'if-match': `"${version}"` })).status).toBe(200)
    },
  )

  it('is not edited and not deleted by a request that names another version', async () => {
    const { id, version } = (await write()).body
    const otherVersion = { 'if-match': `"${version + 1}"` }
    expectProblem(await change('PATCH', id, manager, otherVersion), 403, 'forbidden')
    expectProblem(await change('PATCH', id, member, otherVersion), 412, 'precondition_failed')
    for (const person of [member, manager])
      expectProblem(await change('DELETE', id, person, otherVersion), 412, 'precondition_failed')
    expect((await change('PATCH', id, member, { 'if-match': `"${version}"` })).status).toBe(200)
    expect((await change('DELETE', id, manager, { 'if-match': `"${version + 1}"` })).status).toBe(204)
  })

  it('counts in the rating according to its final status after simultaneous approvals and rejections', async () => {
    const { body } = await write()
    await Promise.all(Array.from({ length: 10 }, (_, i) => moderate(body.id, i % 2 ? 'approve' : 'reject')))
    const { count } = await rating()
    expect(count).toBe((await published()).length)
  })

  it('may be deleted by its author', async () => {
    const { body } = await write()
    await moderate(body.id, 'approve')
    expect((await service.request('DELETE', `reviews/${body.id}`, { token: member.token })).status).toBe(204)
    expect(await rating()).toEqual({ average: null, count: 0 })
  })

  it.each([
    [{ rating: 0, text: 'Quiet and bright' }],
    [{ rating: 6, text: 'Quiet and bright' }],
    [{ rating: 4, text: 'Four' }],
    [{ rating: 4, text: 'x'.repeat(301) }],
  ])('is refused with an invalid rating or text: %j', async (body) => {
    expect((await write(member, body)).status).toBe(400)
  })
})

it('a deleted review is recorded with its location, so that the audit trail can name its space', async () => {
  const { id } = (await write()).body
  await change('DELETE', id, manager)
  const audit = await service.request('GET', `audit?entityId=${id}`, { token: coworking.admin.token })
  const { space, location } = coworking
  expect(audit.body.items[0].before).toMatchObject({ spaceId: space.id, locationId: location.id })
})

it('a manager sees the pending reviews of the locations that the manager runs, and none of others or of a deleted space', async () => {
  await write()
  const list = await service.request('GET', 'reviews?status=pending', { token: manager.token })
  expect(list.body.items).toHaveLength(1)
  const managerOfNone = await makePerson(service, 'manager')
  expect((await service.request('GET', 'reviews', { token: managerOfNone.token })).body.items).toEqual([])
  const deleted = await service.request('DELETE', `spaces/${coworking.space.id}`, { token: manager.token })
  expect(deleted.status).toBe(204)
  const rest = await service.request('GET', 'reviews?status=pending', { token: manager.token })
  expect(rest.body.items).toEqual([])
})
