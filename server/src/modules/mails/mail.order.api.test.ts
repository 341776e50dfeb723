import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { makePerson } from '../../../../testing/factories.ts'
import { recordingSender, silentServer, useMails } from '../../../../testing/fixtures/mails.ts'
import { countRowsRead } from '../../../../testing/postgres/rows-read.ts'
import type { Db } from '../../db/db.ts'
import { inTransaction } from '../../db/transaction.ts'
import { newId } from '../../shared/ids.ts'
import { toInstant } from '../../shared/time-range.ts'
import { lockDueMails } from './mail.claims.repository.ts'
import type { Composer, MailPurpose, SendMail } from './mail.message.ts'

const { service, fixture, queue, rows, stored, plain, sendBy } = useMails()

describe('of two thousand mails that wait, few rows are read to find the next ten, those with links first, although PostgreSQL planned with', () => {
  const insertMails = (db: Db, state: 'waiting' | 'sent', purpose: MailPurpose = 'booking', count = 2000) => {
    const now = toInstant(service.clock.now())
    return sql`
      INSERT INTO outgoing_mails (id, purpose, kind, subject_id, subject_version, user_id, state, due_at, created_at, finished_at)
      SELECT gen_random_uuid(), ${purpose}, 'other', gen_random_uuid(), 1, ${fixture.recipient.id}, ${state}, ${now}, ${now},
        CASE ${state}::text WHEN 'sent' THEN ${now}::timestamptz END
      FROM generate_series(1, ${count}::int)`.execute(db)
  }

  it.each([
    ['an empty table', async () => {}],
    ['a table of sent mails', async () => insertMails(service.deps.db, 'sent')],
  ])('the statistics of %s', async (_, prepare) => {
    const { db } = service.deps
    await db.deleteFrom('outgoingMails').execute()
    await prepare()
    await sql`VACUUM ANALYZE outgoing_mails`.execute(db)
    await inTransaction(service.deps, async (trx) => {
      const lock = (limit: number) =>
        lockDueMails(trx, {
          sender: newId(),
          now: service.clock.now(),
          claimedUntil: service.clock.now(),
          limit,
        })
      // From the sixth time on, PostgreSQL keeps the plan of a prepared statement.
      for (let n = 0; n < 7; n++) expect(await lock(10)).toEqual([])
      await insertMails(trx, 'waiting')
      const lockFirst = async (purposes: MailPurpose[]) => {
        const read = await countRowsRead(trx, 'outgoing_mails', async () => {
          expect((await lock(10)).map(({ purpose }) => purpose).sort()).toEqual(purposes)
        })
        expect(read).toBeLessThan(200)
      }
      await lockFirst(Array(10).fill('booking'))
      await insertMails(trx, 'waiting', 'password_reset', 1)
      await lockFirst([...Array(9).fill('booking'), 'password_reset'])
      await insertMails(trx, 'waiting', 'verify_email')
      await lockFirst(['password_reset', ...Array(9).fill('verify_email')])
    })
  })
})

it('many mails about one object do not delay the mails about others', async () => {
  for (let n = 0; n < 110; n++) await queue(`more ${n}`)
  const other = newId()
  await queue('of another', other)
  const { sent, send } = recordingSender()
  await sendBy(send)
  expect(sent.sort()).toEqual(['first', 'of another'])
})

describe('mails about one object', () => {
  const postpone: SendMail = () => Promise.reject(Object.assign(new Error('later'), { responseCode: 451 }))

  it('are sent in their order: a postponed mail delays the later mails about its object, but no mails about other objects', async () => {
    await queue('second')
    await queue('elsewhere', newId())
    const { sent, send } = recordingSender()
    await sendBy(async (mail) => (mail.subject === 'first' ? postpone(mail) : send(mail)))
    expect(await sendBy(send)).toBe(0)
    expect(sent).toEqual(['elsewhere'])
    service.clock.advance(120_000)
    while ((await sendBy(send)) > 0);
    expect(sent).toEqual(['elsewhere', 'first', 'second'])
  })

  it('to another person are not delayed by a postponed mail', async () => {
    const other = await makePerson(service)
    await queue('to another', fixture.subjectId, other.id)
    await queue('second')
    const { sent, send } = recordingSender()
    await sendBy(async (mail) => (mail.subject === 'first' ? postpone(mail) : send(mail)))
    expect(sent).toEqual(['to another'])
    await queue('to another, later', fixture.subjectId, other.id)
    await sendBy(send)
    expect(sent).toEqual(['to another', 'to another, later'])
    service.clock.advance(120_000)
    while ((await sendBy(send)) > 0);
    expect(sent.slice(2)).toEqual(['first', 'second'])
  })

  it('are claimed by one sender at a time', async () => {
    await queue('second')
    const slow = silentServer()
    const sending = sendBy(slow.send)
    await slow.arrived
    const { sent, send } = recordingSender()
    expect(await sendBy(send)).toBe(0)
    slow.respond()
    await sending
    await sendBy(send)
    expect(sent).toEqual(['second'])
  })

  it('a later mail causes a new check of a postponed mail, which is dropped where it is no longer true', async () => {
    await sendBy(postpone)
    await queue('second')
    const { sent, send } = recordingSender()
    const lastOnly: Composer = async (trx, mail, context) =>
      context.laterKinds.length > 0 ? null : plain(trx, mail, context)
    while ((await sendBy(send, lastOnly)) > 0);
    expect(sent).toEqual(['second'])
    expect((await rows()).map(({ state }) => state)).toEqual(['dropped', 'sent'])
  })

  it('are composed with knowledge of the refunds in mails dropped since the last sent mail, and of the calendar file that was or may have been sent', async () => {
    const seen: unknown[] = []
    const calendarFile = { method: 'REQUEST' as const, write: () => 'BEGIN:VCALENDAR', keptUntil: 0 }
    const recording: Composer = async (trx, mail, { calendarMethod, droppedRefund }) => {
      seen.push([mail.kind, calendarMethod, droppedRefund])
      const message = await plain(trx, mail, {
        now: 0,
        laterKinds: [],
        calendarMethod: null,
        droppedRefund: 0,
      })
      return mail.kind.startsWith('dropped') ? null : message && { ...message, calendarFile }
    }
    await sendBy(postpone, recording)
    const { subjectId, recipient } = fixture
    await queue('dropped', subjectId, recipient.id, { refund: 300 })
    await queue('dropped too', subjectId, recipient.id, { refund: 70 })
    await queue('last')
    service.clock.advance(120_000)
    // It is unknown whether this mail has arrived.
    await sendBy(() => Promise.reject(new Error('the connection broke')), recording)
    service.clock.advance(240_000)
    await sendBy(postpone, recording)
    service.clock.advance(480_000)
    const { send } = recordingSender()
    while ((await sendBy(send, recording)) > 0);
    expect(seen.slice(-3)).toEqual([
      ['dropped', 'REQUEST', 0],
      ['dropped too', 'REQUEST', 300],
      ['last', 'REQUEST', 370],
    ])
    expect(await stored()).toMatchObject({ calendar: 'REQUEST', state: 'sent' })
  })

  it('a calendar file that a mail server has refused counts as not sent', async () => {
    const calendarFile = { method: 'REQUEST' as const, write: () => 'BEGIN:VCALENDAR', keptUntil: 0 }
    const inviting: Composer = async (trx, mail, context) => {
      const message = await plain(trx, mail, context)
      return message && { ...message, calendarFile }
    }
    await sendBy(postpone, inviting)
    expect(await stored()).toMatchObject({ calendar: null, keptUntil: null, state: 'waiting' })
  })
})
