import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { recordingSender, useMails } from '../../../../testing/fixtures/mails.ts'
import { dayMs } from '../../shared/time-range.ts'
import { sendMails } from './mail.jobs.ts'
import type { Composer, SendMail } from './mail.message.ts'

const { service, stored, plain, sendBy } = useMails()

it('a mail that was sent while the database went away for a moment is not sent again', async () => {
  const { sent, send } = recordingSender()
  const { db } = service.deps
  // The first attempt to store the result fails, and is logged; then the table is back.
  const back = () => void sql`ALTER TABLE away RENAME TO outgoing_mails`.execute(db)
  const log = pino({ level: 'warn' }, { write: back })
  const sendMail: SendMail = async (mail) => {
    await send(mail)
    await sql`ALTER TABLE outgoing_mails RENAME TO away`.execute(db)
  }
  await sendMails({
    ...service.deps,
    log,
    sendMail,
    composers: { ...service.deps.composers, booking: plain },
  })
  expect((await stored()).state).toBe('sent')
  service.clock.advance(dayMs)
  expect(await sendBy(send)).toBe(0)
  expect(sent).toEqual(['first'])
})

it('a mail that could not be composed because a connection to the database was lost uses up no attempt, and is sent after five seconds', async () => {
  const { sent, send } = recordingSender()
  const loseConnection: Composer = async (trx) => {
    await sql`SELECT pg_terminate_backend(pg_backend_pid())`.execute(trx)
    return null
  }
  expect(await sendBy(send, loseConnection)).toBe(1)
  expect(await stored()).toMatchObject({ state: 'waiting', attempts: 0 })
  service.clock.advance(5_000)
  await sendBy(send)
  expect(sent).toEqual(['first'])
})
