import { expect, it } from 'vitest'
import { at, makeBooking, makeCoworking, makePerson } from '../../../../testing/factories.ts'
import { startBeside, useService } from '../../../../testing/harness.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { newId } from '../../shared/ids.ts'
import { toInstant } from '../../shared/time-range.ts'
import { sendMails } from './mail.jobs.ts'
import { unverifiedLimitsOf } from './mail.service.ts'

const settings = { RATE_LIMIT_MAX: '6000' }
const service = useService(settings)

it('two senders at once do not exceed the limit of mails to one unverified address', async () => {
  const { space } = await makeCoworking(service, { tariff: { hourlyRate: 0 } })
  const person = await makePerson(service)
  const now = toInstant(service.clock.now())
  const mail = { purpose: 'booking', kind: 'confirmed', recipient: person.email, toStranger: true } as const
  const times = { createdAt: now, dueAt: now, handedAt: now, finishedAt: now }
  const sent = () => ({
    ...mail,
    ...times,
    state: 'sent' as const,
    subjectVersion: 0,
    id: newId(),
    subjectId: newId(),
  })
  const { perAddressPerDay } = unverifiedLimitsOf('booking')
  const { db } = service.deps
  await db
    .insertInto('outgoingMails')
    .values(Array.from({ length: perAddressPerDay - 1 }, sent))
    .execute()
  const other = await startBeside(service, settings)
  const lock = 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))'
  const held = await holdLock(service, lock, [`mails to ${person.email}`])
  const sending: Promise<unknown>[] = []
  let done = 0
  for (const [index, deps] of [service.deps, other.deps].entries()) {
    const hours = at(`2026-12-0${4 + index}`, '10:00', '11:00')
    await makeBooking(service, person, { spaceId: space.id, ...hours })
    sending.push(sendMails(deps).finally(() => done++))
    await held.untilWaiting(index + 1, () => done > index)
  }
  expect(done, 'senders that did not wait for each other').toBe(0)
  await held.release()
  await Promise.all(sending)
  await other.stop()
  const states = await db
    .selectFrom('outgoingMails')
    .select('state')
    .where('userId', '=', person.id)
    .where('purpose', '=', 'booking')
    .orderBy('state')
    .execute()
  expect(states.map(({ state }) => state)).toEqual(['dropped', 'sent'])
})
