import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../../db/db.ts'
import { mayConcernOneRow } from '../../db/failures.ts'
import type { Deps } from '../../deps.ts'
import { createBatcher } from '../../shared/coalesce.ts'
import { withDeadline } from '../../shared/deadline.ts'
import { newId } from '../../shared/ids.ts'
import { dayMs, minuteMs } from '../../shared/time-range.ts'
import { type ClaimedMail, releaseFutureMails, renewClaims } from './mail.claims.repository.ts'
import { movePreviousMails, purgeOld } from './mail.cleaning.repository.ts'
import type { Message, SendMail } from './mail.message.ts'
import { type Batch, claimAndPrepare, claimMs, prepare } from './mail.prepare.ts'
import { markFinished, markRefused, postpone } from './mail.results.repository.ts'
import { toMailLine } from './mail.text.ts'
import { failureOf, toLoggedError } from './mail.transport.ts'

const batchSize = 10
// The interval at which a living sender renews its claims.
const renewMs = 5_000
const maxAttempts = 10
const postponedMs = (attempts: number): number => 2 ** attempts * minuteMs
// While the mail server gets no mail at all, because it is down or the password is wrong, an instance tries a batch at this interval, and each
// mail for this time.
const serverRetryMs = 2 * minuteMs
const maxServerWaitMs = 3 * dayMs

type MailDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'config' | 'sendMail' | 'composers'>

// After this time more mails are added to a batch that is not finished, so that the added mails do not wait for the slowest mail server.
const fillUpMs = 1_000
// A run claims no more mails after this number of them, so that a stop of the service is noticed, or after this time: the alert about jobs
// that do not succeed fires five minutes after the end of the last run, and the mails of a batch may take two more minutes.
const maxRunMails = 1_000
const maxRunMs = minuteMs

// The instant until which an instance sends nothing, because the mail server got none of its mails. The key is the function that sends: each
// instance has one. It is not stored, because other instances may reach the server.
const pausedUntil = new WeakMap<SendMail, number>()

/**
 * Sends the mails that are due: of the mails of one purpose about one object that wait for one recipient, only the first. Returns the
 * number of claimed mails. One call sends at most ten mails at once. A mail may arrive twice: where the sender died, the mail server did not respond in
 * time, or the result could not be stored. Both copies have the same Message-ID, so that the mailbox can recognise the second. The claim of
 * a mail is renewed while the mail server has not responded. Where the server got none of the mails because it is down, this instance sends nothing for
 * two minutes. Do not call this function in a transaction: it uses the network.
 */
export async function sendMails(deps: MailDeps): Promise<number> {
  const { db, clock, log } = deps
  const pauseMs = (pausedUntil.get(deps.sendMail) ?? 0) - clock.now()
  // A longer pause is one of before the clock was set back.
  if (pauseMs > 0 && pauseMs <= serverRetryMs) return 0
  const sender = newId()
  const inFlight = new Set<Promise<void>>()
  const sending: Sending = {
    inFlight,
    storeSent: createSentStore(deps),
    isServerDown: false,
    hasReachedServer: false,
  }
  const claim = () => {
    const now = clock.now()
    return claimAndPrepare(deps, {
      sender,
      now,
      claimedUntil: now + claimMs,
      limit: batchSize - inFlight.size,
    })
  }
  const first = await claim()
  if (first.mails.length === 0) return 0
  const renewal = setInterval(() => {
    renewClaims(db, sender, clock.now() + claimMs).catch((error: unknown) =>
      log.warn({ err: error }, 'the claims of mails that are being sent could not be renewed'),
    )
  }, renewMs)
  const startedAt = performance.now()
  let claimed = first.mails.length
  try {
    await startAll(deps, first, sending)
    while (inFlight.size > 0) {
      await Promise.race([Promise.all(inFlight), sleep(fillUpMs, undefined, { ref: false })])
      if (
        inFlight.size === 0 ||
        inFlight.size === batchSize ||
        claimed >= maxRunMails ||
        performance.now() - startedAt >= maxRunMs ||
        sending.isServerDown
      )
        continue
      const more = await claim()
      claimed += more.mails.length
      await startAll(deps, more, sending)
    }
  } finally {
    await Promise.all(inFlight)
    clearInterval(renewal)
    if (sending.isServerDown && !sending.hasReachedServer)
      pausedUntil.set(deps.sendMail, clock.now() + serverRetryMs)
  }
  return claimed
}

type Sending = {
  inFlight: Set<Promise<void>>
  storeSent: StoreSent
  /** Whether the last result was a failure that says nothing about the mail. Until the next other result, no mails are added. */
  isServerDown: boolean
  /** Whether any result was another: a mail was sent or refused, or its connection broke later. */
  hasReachedServer: boolean
}

/**
 * Starts to send the mails, concurrently. Mails that are not composed yet are composed one after another, so that requests find free
 * database connections.
 */
async function startAll(deps: MailDeps, { mails, composed }: Batch, sending: Sending): Promise<void> {
  const { inFlight } = sending
  const start = (work: Promise<void>) => {
    inFlight.add(work)
    void work.finally(() => inFlight.delete(work))
  }
  for (const mail of mails) {
    try {
      const ready = composed.get(mail)
      const message = ready === undefined ? await prepare(deps, mail) : ready
      if (message) start(send(deps, mail, message, sending))
    } catch (error) {
      start(mayConcernOneRow(error) ? storeFailure(deps, mail, error) : waitForDatabase(deps, mail, error))
    }
  }
}

// A mail that is not sent within this time fails, and leaves the batch.
const sendTimeoutMs = 2 * minuteMs

/** Sends a mail to the mail server, and stores the result. */
async function send(deps: MailDeps, mail: ClaimedMail, message: Message, sending: Sending): Promise<void> {
  const record = (isServerDown: boolean) => {
    sending.isServerDown = isServerDown
    sending.hasReachedServer ||= !isServerDown
  }
  try {
    await withDeadline(
      sendTimeoutMs,
      deps.sendMail({ id: mail.id, ...message }),
      () => new Error('The mail server takes too long'),
    )
  } catch (error) {
    record(failureOf(error) === 'server')
    return storeFailure(deps, mail, error)
  }
  record(false)
  await sending.storeSent(mail)
}

type StoreSent = (mail: ClaimedMail) => Promise<void>

/**
 * Stores that mails were sent. The mails that are sent while a statement runs are collected, and the next statement stores all of them.
 */
const createSentStore = (deps: MailDeps): StoreSent =>
  createBatcher((mails) =>
    retryWrite(deps, () => markFinished(deps.db, mails, { state: 'sent', now: deps.clock.now() })),
  )

/**
 * Gives up a mail that was refused permanently, or whose attempts have reached `maxAttempts`. Any other mail is tried again later; the
 * later mails of its purpose about its object to the same recipient wait for it. A failure that says nothing about the mail uses up no
 * attempt: the mail is given up only when it is three days old.
 */
async function storeFailure(deps: MailDeps, mail: ClaimedMail, error: unknown): Promise<void> {
  const { db, clock, log } = deps
  const { id, attempts, createdAt } = mail
  log.warn({ err: toLoggedError(error), mail: id, attempts }, 'a mail could not be sent')
  const now = clock.now()
  const failure = failureOf(error)
  const isOfServer = failure === 'server'
  const isGivenUp = isOfServer
    ? now - Date.parse(createdAt) >= maxServerWaitMs
    : failure === 'permanent' || attempts >= maxAttempts
  const retryAt = now + (isOfServer ? serverRetryMs : postponedMs(attempts))
  const errorText = toErrorText(error)
  await retryWrite(deps, async () => {
    // Where `mail.attemptedCalendarMethod` is set, an earlier attempt may have delivered a calendar file, so its method stays stored.
    if (failure && mail.attemptedCalendarMethod === null) await markRefused(db, mail)
    if (isGivenUp) await markFinished(db, [mail], { state: 'failed', now, error: errorText })
    else await postpone(db, mail, { error: errorText, retryAt, usesUpAttempt: !isOfServer })
  })
}

const databaseRetryMs = 5_000

/** Postpones a mail that could not be composed because of a failure of the database. This uses up no attempt. */
async function waitForDatabase(deps: MailDeps, mail: ClaimedMail, error: unknown): Promise<void> {
  const { db, clock, log } = deps
  log.warn({ err: error, mail: mail.id }, 'a mail could not be composed, because the database failed')
  const failure = { error: toErrorText(error), retryAt: clock.now() + databaseRetryMs, usesUpAttempt: false }
  await retryWrite(deps, () => postpone(db, mail, failure))
}

// The text contains the response of the mail server, in which any byte may be; PostgreSQL stores no zero byte.
const toErrorText = (error: unknown): string => toMailLine(String(error), { maxLength: 1_000 })

const maxWriteAttempts = 30

/**
 * Only this process knows the result of sending, so it tries to store the result once a second, at most thirty times. If all attempts
 * fail, the claim of the mail expires, and the mail is sent a second time.
 */
async function retryWrite({ log }: MailDeps, write: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; attempt <= maxWriteAttempts; attempt++) {
    try {
      await write()
      return
    } catch (error) {
      log.warn({ err: error, attempt }, 'the result of sending a mail could not be stored')
      await sleep(1_000)
    }
  }
}

/** Makes mails due that wait for a time of before the clock was set back; returns their number. */
export const releaseMailsAfterSetBack = ({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<number> =>
  releaseFutureMails(db, clock.now(), postponedMs(maxAttempts - 1))

/** Moves the mails that instances of the previous version have left in their table; returns their number. */
export const moveMailsOfPreviousVersion = ({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<number> =>
  movePreviousMails(db, clock.now(), 500)

/** Deletes mails a month after they were sent, dropped or given up; a mail with a calendar file not before its booking is over. */
export const purgeMails = (db: Db, now: number) => purgeOld(db, now - 30 * dayMs, now)
