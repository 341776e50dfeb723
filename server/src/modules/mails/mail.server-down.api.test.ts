import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { recordingSender, useMails } from '../../../../testing/fixtures/mails.ts'
import { newId } from '../../shared/ids.ts'
import { dayMs, hourMs, minuteMs, toInstant } from '../../shared/time-range.ts'
import type { SendMail } from './mail.message.ts'

const { service, queue, rows, stored, sendBy } = useMails()

/** A mail server that is down, as one instance sees it: the pause of an instance belongs to its function that sends. */
const createServerDown = (): SendMail => () =>
  Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { isBeforeMail: true }))

/** Sends mails until none is claimed, as the loop of the jobs does, and returns the number of claimed mails. */
async function sendAllBy(send: SendMail): Promise<number> {
  let total = 0
  let claimed: number
  do {
    claimed = await sendBy(send)
    total += claimed
  } while (claimed > 0)
  return total
}

it('while the mail server is down a batch of mails is tried every two minutes, each in its turn, and all are sent once it is back', async () => {
  for (let n = 0; n < 24; n++) await queue('of another', newId())
  const serverDown = createServerDown()
  for (let tries = 0; tries < 20; tries++) {
    expect(await sendAllBy(serverDown)).toBe(10)
    service.clock.advance(2 * minuteMs - 100)
    expect(await sendBy(serverDown)).toBe(0)
    service.clock.advance(100)
  }
  for (const { attempts, lastError } of await rows())
    expect({ attempts, lastError }).toEqual({ attempts: 0, lastError: 'Error: connect ECONNREFUSED' })
  const { sent, send } = recordingSender()
  await sendAllBy(send)
  expect(sent).toHaveLength(25)
})

it('a mail server that goes down right after it has taken mails is tried with one batch, too', async () => {
  for (let n = 0; n < 34; n++) await queue('of another', newId())
  const { sent, send } = recordingSender()
  const down = createServerDown()
  let isDown = false
  const server: SendMail = (mail) => (isDown ? down : send)(mail)
  expect(await sendBy(server)).toBe(10)
  isDown = true
  expect(await sendAllBy(server)).toBe(10)
  isDown = false
  expect(await sendAllBy(server)).toBe(0)
  service.clock.advance(2 * minuteMs)
  expect(await sendAllBy(server)).toBe(25)
  expect(sent).toHaveLength(35)
})

it('a batch gets no more mails while the mail server is down, although one of its mails has no result yet', async () => {
  for (let n = 0; n < 24; n++) await queue('of another', newId())
  const { sent, send } = recordingSender()
  const down = createServerDown()
  const claimed = await sendBy(async (mail) => {
    // Longer than the batch waits before it gets more mails.
    if (mail.subject === 'first') await sleep(1_500)
    await (sent.length < 5 ? send : down)(mail)
  })
  expect(claimed).toBe(10)
})

it('while the mail server takes only some of several connections the other mails do not wait', async () => {
  for (let n = 0; n < 24; n++) await queue('of another', newId())
  const { sent, send } = recordingSender()
  await sendBy((mail) => (mail.subject === 'first' ? createServerDown() : send)(mail))
  expect(await sendBy(send)).toBe(10)
  await sendAllBy(send)
  expect(sent).toHaveLength(24)
})

it('an instance that does not reach the mail server delays at most one batch of the mails that another instance sends', async () => {
  for (let n = 0; n < 34; n++) await queue('of another', newId())
  const { sent, send } = recordingSender()
  const serverDown = createServerDown()
  expect(await sendAllBy(serverDown)).toBe(10)
  expect(await sendBy(send)).toBe(10)
  service.clock.advance(2 * minuteMs)
  expect(await sendAllBy(serverDown)).toBe(10)
  expect(await sendAllBy(send)).toBe(15)
  service.clock.advance(2 * minuteMs)
  expect(await sendAllBy(send)).toBe(10)
  expect(sent).toHaveLength(35)
})

it('an instance whose clock was set back does not wait for the end of a pause by the former time', async () => {
  const serverDown = createServerDown()
  expect(await sendBy(serverDown)).toBe(1)
  service.clock.advance(-hourMs)
  await queue('of another', newId())
  expect(await sendBy(serverDown)).toBe(1)
  service.clock.advance(hourMs)
})

it('while the mail server is down a mail is given up when it is three days old', async () => {
  const serverDown = createServerDown()
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
