import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { dayMs, minuteMs } from '../../shared/time-range.ts'
import { keepMails, markFailed, markSent, purgeOld, takeMails, type WaitingMail } from './mail.repository.ts'

const batch = 10
// How long a silent sender is believed to live, and how often a living one says that it does.
const takenMs = 15_000
const beatMs = 5_000
const mostAttempts = 10

type MailDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'sendMail'>

/**
 * Sends what waits; returns how many were taken. A mail is sent again only when its sender died with it in hand: the
 * row says so, and its Message-ID stays, so that the mailbox can tell. However long a mail server takes to answer, the
 * mails in hand stay in hand. Never in a transaction: it talks to the network.
 */
export async function sendMails(deps: MailDeps): Promise<number> {
  const { db, clock, log } = deps
  const mails = await takeMails(db, clock.now(), clock.now() + takenMs, batch)
  const inHand = new Set(mails.map((mail) => mail.id))
  const beat = setInterval(() => {
    keepMails(db, [...inHand], clock.now() + takenMs).catch((error: unknown) =>
      log.warn({ err: error }, 'mails in hand could not be kept'),
    )
  }, beatMs)
  await Promise.all(mails.map((mail) => send(deps, mail).finally(() => inHand.delete(mail.id))))
  clearInterval(beat)
  return mails.length
}

async function send(deps: MailDeps, mail: WaitingMail): Promise<void> {
  const { db, clock, log } = deps
  const refusal = await deps.sendMail(mail).then(
    () => null,
    (error: unknown) => ({ error }),
  )
  if (!refusal) return insist(deps, () => markSent(db, mail.id, clock.now()))
  const { error } = refusal
  const now = clock.now()
  const retryAt = mail.attempts < mostAttempts ? now + 2 ** mail.attempts * minuteMs : null
  log.warn({ err: error, mail: mail.id, attempts: mail.attempts }, 'a mail could not be sent')
  await insist(deps, () => markFailed(db, mail.id, String(error), retryAt, now))
}

const insistences = 30

/** What became of a mail is known here only: a database that is away for a moment must not cost its reader a second one. */
async function insist({ log }: MailDeps, write: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; attempt <= insistences; attempt++) {
    try {
      await write()
      return
    } catch (error) {
      log.warn({ err: error, attempt }, 'what became of a mail could not be written down')
      await sleep(1_000)
    }
  }
}

/** Forgets mails a month after they were sent or given up. */
export const purgeMails = (db: Db, now: number) => purgeOld(db, now - 30 * dayMs)
