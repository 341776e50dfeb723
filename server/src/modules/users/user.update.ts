import type { Tx } from '../../db/db.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { type Actor, type Call, rank } from '../../shared/call.ts'
import { forbidden, invalidField, notFound } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { assertUnchanged, changesNothing } from '../../shared/version.ts'
import { record } from '../audit/audit.service.ts'
import { assertHasContact } from './user.front-desk.ts'
import { emailUnverified, noEmailDetail } from './user.problems.ts'
import * as repository from './user.repository.ts'
import { assertMayManage } from './user.rights.ts'
import type { UserChange, UserForStaff } from './user.schema.ts'
import { assertAdminLeft, changeableOf, getUser, queueVerificationMail } from './user.service.ts'
import * as view from './user.view.ts'

/**
 * Changes a user. An administrator changes every user, except the email of an activated account; a manager changes the note and the
 * tags of a member, and the names, telephone and email of a member whose account is not activated. Where an
 * administrator makes the change, locks the administrators; then locks the user. Raises the problem of `missingUser`, `not_found` for an
 * unknown location, `forbidden` (of the actor's own account before all others), `precondition_failed`, `last_admin`, `email_taken`, and
 * - `validation_failed`: locations for a user who is no manager, or a user without an email and a telephone;
 * - `email_unverified`: a higher role than before for an account without an email, or with an unverified one unless `confirmUnverified`.
 */
export async function updateUser(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  id: string,
  change: UserChange,
): Promise<UserForStaff> {
  return inTransaction(deps, async (trx) => {
    const admins = call.actor.role === 'admin' ? await repository.lockAdmins(trx) : []
    assertMayManage(call.actor, id, await repository.lockUserAgainstChange(trx, id))
    const before = await getUser(trx, id)
    assertIsValid(before, change)
    if (change.locationIds !== undefined) await assertLocationsExist(trx, change.locationIds)
    assertMayChange(call.actor, before, change)
    assertUnchanged(changeableOf(before), call.ifMatch)
    const now = deps.clock.now()
    await changeRights(trx, before, change, { admins, now })
    await changePerson(trx, before, change, now)
    const user = await getUser(trx, id)
    const states = { before: changeableOf(before), after: changeableOf(user) }
    // The row was written with the values that it had; only the audit event is left out.
    if (changesNothing(states.before, states.after)) return user
    const auditEvent = { actorId: call.actor.id, action: 'update', entity: 'user', entityId: id } as const
    await record(trx, { ...auditEvent, ...states }, now)
    return user
  })
}

/** Whether the person uses the account: has a password or a verified email. */
const isActivated = ({ hasPassword, emailVerified }: UserForStaff): boolean => hasPassword || emailVerified

/** Raises `validation_failed` for a change that no user can have, whatever the user is before. Pure. */
export function assertPossibleChange({ role, locationIds = [], email, phone }: UserChange): void {
  if (role !== undefined && role !== 'manager' && locationIds.length > 0) throw onlyManagers()
  if (email === null && phone === null) assertHasContact({ email, phone })
}

/** Raises `validation_failed`. */
function assertIsValid(before: UserForStaff, change: UserChange): void {
  const { role = before.role, phone = before.phone, locationIds = [] } = change
  if (locationIds.length > 0 && role !== 'manager') throw onlyManagers()
  assertHasContact({ email: emailAfter(before, change), phone })
}

/** Raises `not_found`. */
async function assertLocationsExist(trx: Tx, ids: string[]): Promise<void> {
  if (await view.hasUnknownLocation(trx, ids)) throw notFound()
}

/** Raises `forbidden`. */
function assertMayChange(actor: Actor, before: UserForStaff, change: UserChange): void {
  const { firstName, lastName, phone, email, note: _, tags: __, ...rights } = change
  const isAnyGiven = (...fields: unknown[]) => fields.some((field) => field !== undefined)
  if (isAnyGiven(email) && isActivated(before))
    throw forbidden({
      en: 'The email of an account that its owner uses cannot be changed',
      ru: 'Адрес почты учётной записи, которой человек уже пользуется, изменить нельзя',
    })
  if (actor.role === 'admin') return
  if (isAnyGiven(...Object.values(rights)))
    throw forbidden({
      en: 'Only an administrator changes roles, blocks and locations',
      ru: 'Роли, блокировку и локации меняет только администратор',
    })
  if (isAnyGiven(firstName, lastName, phone) && isActivated(before))
    throw forbidden({
      en: 'This person uses the account and changes these data in the profile',
      ru: 'Этот человек пользуется учётной записью сам и меняет эти данные в профиле',
    })
}

type RightsContext = { admins: { id: string }[]; now: number }

/** Raises `last_admin`, `email_unverified`, and `not_found` for a location that was deleted meanwhile. */
async function changeRights(
  trx: Tx,
  before: UserForStaff,
  change: UserChange,
  { admins, now }: RightsContext,
): Promise<void> {
  const { role, blocked, locationIds, confirmUnverified = false } = change
  if (role === undefined && blocked === undefined && locationIds === undefined) return
  const { id } = before
  const after = { role: role ?? before.role, blocked: blocked ?? before.blocked }
  if (after.role !== 'admin' || after.blocked) assertAdminLeft(admins, id)
  if (rank[after.role] > rank[before.role]) {
    if (emailAfter(before, change) === null) throw emailUnverified(noEmailDetail)
    if (!before.emailVerified && !confirmUnverified) throw emailUnverified()
  }
  const at = toInstant(now)
  const blockedAt =
    blocked === undefined || blocked === before.blocked ? {} : { blockedAt: blocked ? at : null }
  await repository.updateUser(trx, id, { ...(role && { role }), ...blockedAt, updatedAt: at })
  // Locations that the request does not name stay untouched, because one of them may just have been deleted.
  if (locationIds !== undefined || after.role !== 'manager')
    await repository.replaceLocations(trx, id, locationIds ?? [])
}

const emailAfter = (before: UserForStaff, { email }: UserChange): string | null =>
  email === undefined ? before.email : (email?.toLowerCase() ?? null)

/** Raises `email_taken`. A new email gets a link that verifies it; links to the former email become invalid. */
async function changePerson(trx: Tx, before: UserForStaff, change: UserChange, now: number): Promise<void> {
  const { firstName, lastName, phone = before.phone, note, tags } = change
  const email = emailAfter(before, change)
  const at = toInstant(now)
  await repository.updateUser(trx, before.id, {
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
    ...(phone !== before.phone && { phone }),
    ...(email !== before.email && { email }),
    ...(note !== undefined && { note }),
    ...(tags !== undefined && { tags }),
    updatedAt: at,
  })
  if (email !== null && email !== before.email) await queueVerificationMail(trx, before.id, now)
}

const onlyManagers = () =>
  invalidField('/locationIds', { en: 'is for managers only', ru: 'бывает только у управляющих' })
