import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { recordingSender, useMails } from '../../../../testing/fixtures/mails.ts'
import { newId } from '../../shared/ids.ts'
import { dayMs, minuteMs, toInstant } from '../../shared/time-range.ts'
import type { SendMail } from './mail.message.ts'

const { service, queue, rows, stored, sendBy } = useMails()

const serverDown: SendMail = () =>
  Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { isBeforeMail: true }))

it('while the mail server is down a batch of mails is tried every two minutes, each in its turn, and all are sent once it is back', async () => {
  for (let n = 0; n < 24; n++) await queue('of another', newId())
  for (let tries = 0; tries < 20; tries++) {
    expect(await sendBy(serverDown)).toBe(10)
    service.clock.advance(2 * minuteMs - 100)
    expect(await sendBy(serverDown)).toBe(0)
    service.clock.advance(100)
  }
  for (const { attempts, lastError } of await rows())
    expect({ attempts, lastError }).toEqual({ attempts: 0, lastError: 'Error: connect ECONNREFUSED' })
  const { sent, send } = recordingSender()
  while ((await sendBy(send)) > 0);
  expect(sent).toHaveLength(25)
})

it('while the mail server takes only some of several connections the other mails do not wait', async () => {
  for (let n = 0; n < 24; n++) await queue('of another', newId())
  const { sent, send } = recordingSender()
  await sendBy((mail) => (mail.subject === 'first' ? serverDown(mail) : send(mail)))
  expect(await sendBy(send)).toBe(10)
  while ((await sendBy(send)) > 0);
  expect(sent).toHaveLength(24)
})

it('an instance that does not reach the mail server postpones no mails of an instance that does', async () => {
  for (let n = 0; n < 24; n++) await queue('of another', newId())
  const { sent, send } = recordingSender()
  expect(await sendBy(send)).toBe(10)
  expect(await sendBy(serverDown)).toBe(10)
  while ((await sendBy(send)) > 0);
  expect(sent).toHaveLength(15)
})

it('while the mail server is down a mail is given up when it is three days old', async () => {
  service.clock.advance(3 * dayMs - 1)
  await sendBy(serverDown)
  expect((await stored()).state).toBe('waiting')
  service.clock.advance(2 * minuteMs)
  await sendBy(serverDown)
  expect(await stored()).toMatchObject({ state: 'failed', lastError: 'Error: connect ECONNREFUSED' })
})

it('the statements of docs/monitoring.md make deferred mails due, and send failed ones again', async () => {
  const { db, clock } = service.deps
  const page = await readFile(new URL('../../../../docs/monitoring.md', import.meta.url), 'utf8')
  const statements = [...page.matchAll(/```sql\n([^`]+)```/g)].map(([, text = '']) => text)
  expect(statements).toHaveLength(2)
  const run = (text = '') =>
    sql`${sql.raw(text.replaceAll('now()', `timestamptz '${toInstant(clock.now())}'`))}`.execute(db)
  const { sent, send } = recordingSender()
  await sendBy(() => Promise.reject(new Error('greylisted')))
  expect(await sendBy(send)).toBe(0)
  await run(statements[0])
  await sendBy(() => Promise.reject(Object.assign(new Error('no'), { command: 'DATA', responseCode: 554 })))
  expect((await stored()).state).toBe('failed')
  await run(statements[1])
  expect(await sendBy(send)).toBe(1)
  expect(sent).toEqual(['first'])
})
