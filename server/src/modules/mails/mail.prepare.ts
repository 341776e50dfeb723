import type { Tx } from '../../db/db.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import {
  type ClaimedMail,
  type ClaimOptions,
  claimMails,
  lockClaimed,
  lockDueMails,
  markClaimed,
  type Rendered,
} from './mail.claims.repository.ts'
import { findStoredContexts } from './mail.context.repository.ts'
import type { MailContext, Message } from './mail.message.ts'
import { lockRecipient } from './mail.repository.ts'
import { type MailBeingSent, markBeingSent, markDropped, markFinished } from './mail.results.repository.ts'
import { findReachedMailLimit } from './mail.service.ts'
import { toMailLine } from './mail.text.ts'

/** The time for which a claim is valid, by the clock of its sender. */
export const claimMs = 15_000

type PrepareDeps = Pick<Deps, 'db' | 'clock' | 'config' | 'composers'>

export type Batch = {
  mails: ClaimedMail[]
  /** The messages of the mails that are composed already; null where there is nothing to send. */
  composed: Map<ClaimedMail, Message | null>
}

/**
 * Claims mails that are due, and composes some of them in the same transaction: those of one purpose, whose composer composes several
 * mails by one read. `prepare` then composes the others, and those that count against the limits of unverified addresses. If composing
 * fails, the mails are claimed without being composed, and `prepare` finds the mail that fails.
 */
export async function claimAndPrepare(deps: PrepareDeps, options: ClaimOptions): Promise<Batch> {
  try {
    return await inTransaction(deps, (trx) => composeTogether(trx, deps, options))
  } catch {
    return { mails: await claimMails(deps.db, options), composed: new Map() }
  }
}

async function composeTogether(trx: Tx, deps: PrepareDeps, options: ClaimOptions): Promise<Batch> {
  const mails = await lockDueMails(trx, options)
  const composed = await composeSamePurpose(trx, deps, mails, options.now)
  const [beingSent, dropped]: [MailBeingSent[], ClaimedMail[]] = [[], []]
  for (const [mail, message] of composed) {
    if (!message) dropped.push(mail)
    else if (countsAgainstLimits(deps, mail, message)) composed.delete(mail)
    else beingSent.push({ mail, message })
  }
  const others = mails.filter((mail) => !composed.has(mail))
  if (beingSent.length > 0) await markBeingSent(trx, beingSent, options)
  if (dropped.length > 0) await markDropped(trx, dropped, options.now, outdatedReason)
  if (others.length > 0) await markClaimed(trx, others, options)
  return { mails, composed }
}

/** Composes the mails of one purpose: the first whose composer composes several mails by one read. */
async function composeSamePurpose(
  trx: Tx,
  { composers }: PrepareDeps,
  mails: ClaimedMail[],
  now: number,
): Promise<Batch['composed']> {
  const first = mails.find(({ rendered, purpose }) => !rendered && composers[purpose].composeAll)
  if (!first) return new Map()
  const samePurpose = mails.filter(({ rendered, purpose }) => !rendered && purpose === first.purpose)
  const contexts = await findContexts(trx, samePurpose, now)
  const inputs = samePurpose.map((mail, index) => ({ mail, context: contexts[index] as MailContext }))
  const messages = (await composers[first.purpose].composeAll?.(trx, inputs)) ?? []
  return new Map(samePurpose.map((mail, index) => [mail, withOneLineSubject(messages[index] ?? null)]))
}

/**
 * Composes a claimed mail from the present state, and stores that it is about to be sent to a mail server. Null where there is
 * nothing to send (`Composer`), its recipient has received too many mails, or another sender has claimed it.
 */
export async function prepare(deps: PrepareDeps, mail: ClaimedMail): Promise<Message | null> {
  const now = deps.clock.now()
  try {
    return await inTransaction(deps, (trx) => composeAndCount(trx, deps, mail, now))
  } catch (error) {
    if (!(error instanceof MailDropped)) throw error
    await markFinished(deps.db, [mail], { state: 'dropped', now, error: error.message })
    return null
  }
}

/** Thrown to roll back the transaction, with the rows that the composer wrote, such as the token of a link. */
class MailDropped extends Error {}

const outdatedReason =
  'nothing was to be sent: the mail was out of date, a later mail replaced it, the account has no email, or it is blocked'

async function composeAndCount(
  trx: Tx,
  deps: PrepareDeps,
  mail: ClaimedMail,
  now: number,
): Promise<Message | null> {
  const { size } = await lockClaimed(trx, [mail])
  if (size === 0) return null
  const { purpose, rendered } = mail
  const message = rendered ? messageOf(rendered) : await compose(trx, deps, mail, now)
  if (!message) throw new MailDropped(outdatedReason)
  if (countsAgainstLimits(deps, mail, message)) {
    await lockRecipient(trx, message.to)
    if ((await findReachedMailLimit(trx, message.to, purpose, now)) !== null)
      throw new MailDropped('this unverified address has received too many mails')
  }
  await markBeingSent(trx, [{ mail, message }], { now, claimedUntil: now + claimMs })
  return message
}

async function compose(
  trx: Tx,
  { composers }: PrepareDeps,
  mail: ClaimedMail,
  now: number,
): Promise<Message | null> {
  const [context] = (await findContexts(trx, [mail], now)) as [MailContext]
  return withOneLineSubject(await composers[mail.purpose](trx, mail, context))
}

const withOneLineSubject = (message: Message | null): Message | null =>
  message && { ...message, subject: toMailLine(message.subject) }

/** Whether a mail counts against the limits of unverified addresses. */
const countsAgainstLimits = ({ config }: PrepareDeps, mail: ClaimedMail, { isVerified }: Message): boolean =>
  !isVerified && mail.handedAt === null && config.RATE_LIMIT_MAX > 0

/** The message of a mail whose text the previous version has stored. */
const messageOf = ({ to, subject, text, calendar: calendarText }: Rendered): Message => ({
  to,
  // The previous version has already counted the mail against the limits of unverified addresses.
  isVerified: true,
  subject: toMailLine(subject),
  text,
  ...(calendarText !== null && {
    calendarFile: { method: 'PUBLISH', write: () => calendarText, keptUntil: 0 },
  }),
})

async function findContexts(trx: Tx, mails: ClaimedMail[], now: number): Promise<MailContext[]> {
  const ids = mails.map(({ id }) => id)
  const stored = new Map((await findStoredContexts(trx, ids)).map(({ id, ...context }) => [id, context]))
  return ids.map((id) => {
    const context = stored.get(id)
    if (!context) throw new Error(`mail ${id} was deleted although it is locked`)
    return { now, ...context }
  })
}
