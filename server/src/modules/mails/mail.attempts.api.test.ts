import { expect, it } from 'vitest'
import { useMails } from '../../../../testing/fixtures/mails.ts'
import { dayMs, toInstant } from '../../shared/time-range.ts'
import { findStoredContexts } from './mail.context.repository.ts'
import type { CalendarFile, Composer, SendMail } from './mail.message.ts'

const { service, fixture, queue, rows, stored, plain, sendBy } = useMails()

const keptUntil = '2027-01-15T10:00:00.000Z'
/** Composes a mail with an invitation. */
const withInvitation: Composer = async (trx, mail, context) => {
  const message = await plain(trx, mail, context)
  const calendarFile = {
    method: 'REQUEST',
    keptUntil: Date.parse(keptUntil),
    write: () => '',
  } as CalendarFile
  return message && { ...message, calendarFile }
}
/** The connection breaks after the mail, so that it may have been delivered. */
const broken: SendMail = () => Promise.reject(new Error('the connection broke'))
const unknownMailbox = { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }
const refused: SendMail = () => Promise.reject(Object.assign(new Error('refused'), unknownMailbox))

it('a mail whose first attempt may have delivered an invitation keeps its method, although the second attempt is refused', async () => {
  await sendBy(broken, withInvitation)
  service.clock.advance(dayMs)
  await sendBy(refused, withInvitation)
  expect(await stored()).toMatchObject({ state: 'failed', calendar: 'REQUEST' })
})

it('a mail that is tried again keeps the time of its first attempt, and is kept as long as the invitation of that needs', async () => {
  const firstAttempt = toInstant(service.clock.now())
  await sendBy(broken, withInvitation)
  expect(await stored()).toMatchObject({ attempts: 1, handedAt: firstAttempt, keptUntil })
  service.clock.advance(dayMs)
  await sendBy(broken)
  expect(await stored()).toMatchObject({ attempts: 2, handedAt: firstAttempt, keptUntil })
})

it('a mail does not tell the refund of a later mail that was dropped', async () => {
  await queue('second', fixture.subjectId, fixture.recipient.id, { refund: 500 })
  await queue('third')
  const [first, second, third] = await rows()
  const dropped = { state: 'dropped', finishedAt: toInstant(service.clock.now()) } as const
  const { db } = service.deps
  await db
    .updateTable('outgoingMails')
    .set(dropped)
    .where('id', '=', second?.id ?? '')
    .execute()
  const contexts = await db
    .transaction()
    .execute((trx) => findStoredContexts(trx, [first?.id ?? '', third?.id ?? '']))
  const refunds = new Map(contexts.map(({ id, droppedRefund }) => [id, droppedRefund]))
  expect([refunds.get(first?.id ?? ''), refunds.get(third?.id ?? '')]).toEqual([0, 500])
})
