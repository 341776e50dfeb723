import { expect, it } from 'vitest'
import { recordingSender, useMails } from '../../../../testing/fixtures/mails.ts'
import { newId } from '../../shared/ids.ts'
import { hourMs } from '../../shared/time-range.ts'
import { claimMails } from './mail.claims.repository.ts'
import { releaseMailsAfterSetBack } from './mail.jobs.ts'

const { service, queue, stored, sendBy } = useMails()

it.each([
  ['queued', false],
  ['claimed by a sender that died', true],
])(
  'a mail that was %s before the clock was set back is sent at once, and its attempts are not used up',
  async (_, isClaimed) => {
    const { db, clock } = service.deps
    const now = service.clock.now()
    if (isClaimed)
      expect(
        await claimMails(db, { sender: newId(), now, claimedUntil: now + 15_000, limit: 10 }),
      ).toHaveLength(1)
    service.clock.advance(-hourMs)
    const refuse = () => Promise.reject(new Error('greylisted'))
    expect(await releaseMailsAfterSetBack({ db, clock })).toBe(1)
    expect(await sendBy(refuse)).toBe(1)
    await queue('second')
    expect(await releaseMailsAfterSetBack({ db, clock })).toBe(0)
    const { attempts, dueAt } = await stored()
    expect(attempts).toBe(isClaimed ? 2 : 1)
    service.clock.advance(Date.parse(dueAt) - service.clock.now())
    const { sent, send } = recordingSender()
    while ((await sendBy(send)) > 0);
    expect(sent).toEqual(['first', 'second'])
    service.clock.advance(now - service.clock.now())
  },
)

it('a mail that was postponed while the clock was ahead is sent at once after it was set back', async () => {
  const { deps, clock } = service
  clock.advance(24 * hourMs)
  expect(await sendBy(() => Promise.reject(new Error('greylisted')))).toBe(1)
  expect(await releaseMailsAfterSetBack(deps)).toBe(0)
  clock.advance(-24 * hourMs)
  expect(await releaseMailsAfterSetBack(deps)).toBe(1)
  const { sent, send } = recordingSender()
  await sendBy(send)
  expect(sent).toEqual(['first'])
})
