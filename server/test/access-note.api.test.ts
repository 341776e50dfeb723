import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  at,
  changeStatus,
  makeBooking,
  makeCoworking,
  makeMember,
  makePerson,
  makeSpace,
  moveBooking,
  type Person,
  travelTo,
} from '../../testing/factories.ts'
import { useService } from '../../testing/harness.ts'
import { operationsOf } from '../../testing/operations.ts'
import { startYooKassa } from '../../testing/payments/yookassa.ts'
import { expectProblem } from '../../testing/problem-shape.ts'
import { makeSamples } from '../../testing/samples/samples.ts'
import { withoutInvalidation } from '../src/db/invalidate.ts'
import { runJobs } from '../src/jobs.ts'

// Access notes are shown to the staff of the location, and in a user's own confirmed booking and its mails, and nowhere else.
const provider = await startYooKassa()
afterAll(provider.stop)
const service = useService({ ...provider.env, RATE_LIMIT_MAX: '0' })
// The words that begin and end with `zq` are in no other text, so the tests find them wherever a note is shown.
const accessText = 'zqdoorzq 4711'
const spaceAccessText = 'zqshelfzq under the mat'
const anyAccessText = /zq(door|shelf)zq/
let coworking: Awaited<ReturnType<typeof makeCoworking>>
let manager: Person
let otherManager: Person

beforeAll(async () => {
  coworking = await makeCoworking(service)
  manager = await makePerson(service, 'manager', [coworking.location.id])
  otherManager = await makePerson(service, 'manager', [(await makeCoworking(service)).location.id])
})

const read = (path: string, person?: Person) => service.request('GET', path, { token: person?.token })
const write = (path: string, accessNote: string, person = coworking.admin) =>
  service.request('PATCH', path, { token: person.token, body: { accessNote } })
const writeAccessNotes = async (spaceId: string) => {
  await write(`locations/${coworking.location.id}`, accessText)
  await write(`spaces/${spaceId}`, spaceAccessText)
}

it('An access note can be written and read by staff of the location, and the audit trail has only the name of the field', async () => {
  const paths = [`locations/${coworking.location.id}`, `spaces/${coworking.space.id}`]
  expect(await Promise.all(paths.map(async (path) => (await read(path, manager)).body.accessNote))).toEqual([
    undefined,
    undefined,
  ])
  for (const path of paths) {
    expect((await write(path, accessText)).body).toMatchObject({ accessNote: accessText, version: 2 })
    expect((await read(path, manager)).body.accessNote).toBe(accessText)
    for (const person of [undefined, await makePerson(service), otherManager])
      expect((await read(path, person)).body).not.toHaveProperty('accessNote')
    expectProblem(await write(path, 'x'.repeat(1_001)), 400, 'validation_failed')
    expectProblem(await write(path, spaceAccessText, otherManager), 403, 'forbidden')
    const trail = await read(`audit?limit=1&entityId=${path.split('/')[1]}`, coworking.admin)
    expect(trail.text).toContain('accessNote')
    expect(trail.text).not.toContain(accessText)
  }
  expect((await write(`spaces/${coworking.space.id}`, spaceAccessText, manager)).body.accessNote).toBe(
    spaceAccessText,
  )
})

it('An access note is in the response of one booking for its owner and the staff, while the booking is confirmed and not over', async () => {
  const member = await makeMember(service, coworking.admin)
  const space = await makeSpace(service, coworking.admin, {
    locationId: coworking.location.id,
    tariffId: coworking.tariff.id,
    requiresApproval: true,
  })
  await writeAccessNotes(space.id)
  const { id } = await makeBooking(service, member, {
    spaceId: space.id,
    ...at('2026-12-05', '10:00', '11:00'),
  })
  const noteFor = async (person: Person) => (await read(`bookings/${id}`, person)).body.accessNote
  expect([await noteFor(member), await noteFor(manager)]).toEqual([undefined, undefined])
  await changeStatus(service, manager, 'approve', id)
  expect([await noteFor(member), await noteFor(manager)]).toEqual(
    Array(2).fill({ location: accessText, space: spaceAccessText }),
  )
  expectProblem(await read(`bookings/${id}`, await makePerson(service)), 404, 'not_found')
  expect((await read('bookings', member)).text).not.toMatch(anyAccessText)
  await write(`spaces/${space.id}`, '')
  expect(await noteFor(member)).toEqual({ location: accessText, space: null })
  await changeStatus(service, member, 'cancel', id, {})
  expect(await noteFor(member)).toBeUndefined()
})

it.each([
  ['en', 'How to get in'],
  ['ru', 'Как попасть внутрь'],
] as const)(
  'An access note is in the mails of a confirmed booking, in the language %s, and in no calendar file',
  async (locale, label) => {
    const member = await makeMember(service, coworking.admin)
    await withoutInvalidation(service.deps.db)
      .updateTable('users')
      .set({ locale })
      .where('id', '=', member.id)
      .execute()
    const space = await makeSpace(service, coworking.admin, {
      locationId: coworking.location.id,
      tariffId: coworking.tariff.id,
      name: `Room ${locale}`,
    })
    await writeAccessNotes(space.id)
    const { id } = await makeBooking(service, member, {
      spaceId: space.id,
      ...at('2026-12-06', '10:00', '11:00'),
    })
    await service.mailsTo(member.email)
    await moveBooking(service, member, id, at('2026-12-06', '12:00', '13:00'))
    await service.mailsTo(member.email)
    await changeStatus(service, member, 'cancel', id, {})
    const [confirmed, moved, cancelled] = await service.mailsTo(member.email)
    for (const mail of [confirmed, moved]) {
      expect(mail?.text).toContain(`${label} (Room ${locale}): ${spaceAccessText}\n`)
      expect(mail?.text).toMatch(new RegExp(`${label.replace(/[()]/g, '')} \\([^)]+\\): ${accessText}\n`))
      expect(mail?.calendarFile?.write()).not.toMatch(anyAccessText)
    }
    expect(cancelled?.text).not.toMatch(anyAccessText)
  },
)

it('An access note is in no other response of any GET route, for each kind of actor', async () => {
  const { admin, member, samples } = await makeSamples(service)
  const db = withoutInvalidation(service.deps.db)
  await db.updateTable('locations').set({ accessNote: accessText }).execute()
  await db.updateTable('spaces').set({ accessNote: spaceAccessText }).execute()
  const operations = operationsOf(service.app).filter(({ method }) => method === 'GET')
  const operationsWithNotes = async (person?: Person) => {
    const found: string[] = []
    for (const { operationId } of operations) {
      const sample = await samples[operationId]?.()
      const { text } = await service.request('GET', sample?.path ?? '', { token: person?.token })
      if (anyAccessText.test(text)) found.push(operationId)
    }
    return found.sort()
  }
  expect(await operationsWithNotes()).toEqual([])
  expect(await operationsWithNotes(await makePerson(service))).toEqual([])
  expect(await operationsWithNotes(otherManager)).toEqual([])
  expect(await operationsWithNotes(member)).toEqual(['getBooking'])
  expect(await operationsWithNotes(admin)).toEqual(['getBooking', 'getLocation', 'getSpace'])
})

it('An access note is in the reminder', async () => {
  const member = await makeMember(service, coworking.admin)
  await writeAccessNotes(coworking.space.id)
  await makeBooking(service, member, { spaceId: coworking.space.id, ...at('2026-12-07', '10:00', '11:00') })
  await service.mailsTo(member.email)
  await travelTo(service, '2026-12-07T06:30:00Z', coworking.admin)
  await runJobs(service.deps)
  const mails = await service.mailsTo(member.email)
  expect(mails).toHaveLength(2)
  expect(mails[1]?.text).toContain(`: ${accessText}\n`)
  expect(mails[1]?.text).toContain(`: ${spaceAccessText}\n`)
})
