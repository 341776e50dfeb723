import { noCacheTokens } from '../cache/tokens.ts'
import type { Db } from '../db/db.ts'
import { withNestedTransactions } from '../db/nested-transactions.ts'
import { inTransaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import { type AdminAtStart, ensureAdmin, signInHint } from '../modules/auth/auth.admin.ts'
import { verifyPassword } from '../modules/auth/auth.hash.ts'
import { createTermsLoader } from '../modules/availability/availability.terms.ts'
import { updateLocation } from '../modules/locations/location.service.ts'
import { deleteWaitingMails } from '../modules/mails/mail.service.ts'
import { findCredentials, getUser, updateProfile } from '../modules/users/user.service.ts'
import { unlimitedQueue } from '../shared/fair-queue.ts'
import { StartupError } from '../shared/startup-error.ts'
import { dayMs } from '../shared/time-range.ts'
import { frontDeskActions } from './demo.front-desk.ts'
import { administrator, demoPassword, emailOf, exampleMember, manager, members } from './demo.people.ts'
import { planBookings } from './demo.plan.ts'
import { type MovableClock, replay } from './demo.replay.ts'
import { isEmpty, lockDemo } from './demo.repository.ts'
import { callOf, setUpCoworking } from './demo.setup.ts'

/** Whether the demo coworking was created now, exists already, or was not created because the database has other data. */
export type DemoResult = 'created' | 'exists' | 'notEmpty'

type DemoDeps = Pick<Deps, 'config' | 'db' | 'clock' | 'log' | 'paymentProvider' | 'onPaid'>
type SeedDeps = DemoDeps & Pick<Deps, 'longDb'>

// The coworking opens before the first planned booking is made.
const openingAgeMs = 60 * dayMs

/**
 * Fills an empty database with a coworking and a month of bookings, by the use cases that requests go through and with
 * a clock that runs from two months ago to now.
 *
 * All of it is one transaction, and instances that start together queue for it: the demo is made completely or not at all,
 * and only once. An interrupted start leaves nothing behind, and the next start begins anew.
 */
export async function seedDemo(deps: SeedDeps): Promise<DemoResult> {
  const began = performance.now()
  const result = await inTransaction({ db: deps.longDb }, async (trx) => {
    await lockDemo(trx)
    if (!(await isEmpty(trx))) return (await findCredentials(trx, emailOf(manager))) ? 'exists' : 'notEmpty'
    await makeDemo({ ...deps, db: withNestedTransactions(trx) })
    // The mails are dropped, because nobody reads them.
    await deleteWaitingMails(trx)
    return 'created'
  })
  if (result === 'created')
    deps.log.info({ durationMs: Math.round(performance.now() - began) }, 'made the demo coworking')
  if (result === 'notEmpty')
    deps.log.warn('DEMO_DATA has no effect: the database contains other data already')
  return result
}

async function makeDemo(demoDeps: DemoDeps): Promise<void> {
  const now = demoDeps.clock.now()
  const clock = createMovableClock(now - openingAgeMs)
  // Nothing is cached: this transaction writes the terms, and no other transaction sees them yet.
  const loadAllTerms = createTermsLoader(noCacheTokens, demoDeps.db, clock)
  // The members of the demo have more live bookings than an operator may allow.
  const config = { ...demoDeps.config, MAX_LIVE_BOOKINGS: 0 }
  const queues = { queryQueue: unlimitedQueue, bookingQueue: unlimitedQueue }
  const deps = { ...demoDeps, ...queues, config, clock, loadAllTerms }
  const { bookings, repair, visits } = planBookings(now)
  const admin = callOf(await makeAdmin(deps), 'admin')
  await assertDemoEmailsFree(deps)
  const setup = await setUpCoworking(deps, admin, now, repair)
  await replay(deps, setup, { bookings, frontDesk: frontDeskActions(deps, setup, visits, now) }, now)
  // From now on cash is taken in an open shift only; the members of the demo paid before that.
  const [locationId = ''] = setup.manager.actor.locationIds
  await updateLocation(deps, admin, locationId, { requiresShift: true })
}

function createMovableClock(start: number): MovableClock {
  let now = start
  return {
    now: () => now,
    set: (instant) => {
      now = instant
    },
  }
}

/** Returns the id of the administrator of the settings, or of a demo account. */
async function makeAdmin(deps: Pick<DemoDeps, 'config' | 'db' | 'clock'>): Promise<string> {
  const configuredEmail = deps.config.ADMIN_EMAIL
  const email = configuredEmail ?? emailOf(administrator)
  const account = configuredEmail ? {} : { ADMIN_EMAIL: email, ADMIN_PASSWORD: demoPassword }
  await ensureAdmin({ ...deps, config: { ...deps.config, ...account } })
  const user = await findCredentials(deps.db, email)
  if (!user) throw new Error(`there is no administrator ${email}`)
  const { firstName, lastName } = administrator
  if (!configuredEmail)
    await updateProfile(deps, callOf(user.id, 'admin'), { firstName, lastName, locale: 'ru' })
  return user.id
}

/** Raises `StartupError` where an administrator, of the settings or of the database, has the address of a planned demo member. */
async function assertDemoEmailsFree({ db, config }: Pick<DemoDeps, 'db' | 'config'>): Promise<void> {
  for (const email of [manager, ...members].map(emailOf)) {
    if (!(await findCredentials(db, email))) continue
    const isOfSettings = config.ADMIN_EMAIL?.toLowerCase() === email
    const remedy = isOfSettings ? 'set ADMIN_EMAIL to another address' : 'use an empty database'
    throw new StartupError(`The demo has a person of its own with the address ${email}: ${remedy}.`)
  }
}

/** Lines that tell the operator how to sign in, with the demo's password where an account still has it. */
export async function demoAccounts(
  { db }: Pick<DemoDeps, 'db'>,
  admin: AdminAtStart | null,
): Promise<string[]> {
  const accounts = admin ? [manager, exampleMember] : [administrator, manager, exampleMember]
  const lines = []
  for (const person of accounts) lines.push(...(await demoLine(db, emailOf(person))))
  return admin ? [`${signInHint(admin)} (administrator)`, ...lines] : lines
}

const roleNames = { member: 'member', manager: 'manager', admin: 'administrator' }

/** None for an account that was deleted or blocked since. */
async function demoLine(db: Db, email: string): Promise<string[]> {
  const credentials = await findCredentials(db, email)
  if (!credentials || credentials.blockedAt) return []
  const { role } = await getUser(db, credentials.id)
  const isDemo = await verifyPassword(credentials.passwordHash, demoPassword)
  const secret = isDemo ? `the password ${demoPassword}` : 'its new password'
  return [`as ${email} with ${secret} (${roleNames[role]})`]
}
