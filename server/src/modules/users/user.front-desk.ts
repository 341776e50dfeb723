import { withIdempotency } from '../../db/idempotency.ts'
import type { Deps } from '../../deps.ts'
import type { Call } from '../../shared/call.ts'
import { forbidden, invalidField } from '../../shared/problems.ts'
import { record } from '../audit/audit.service.ts'
import { isManagerWithLocation } from './user.rights.ts'
import type { NewMember, UserForStaff } from './user.schema.ts'
import { createUser, getUser, queueVerificationMail, rightsOf } from './user.service.ts'

/**
 * Makes a member without a password, for a person at the front desk. A given email gets a link that verifies it; the person who verifies the
 * email owns the account from then on. Raises `validation_failed`, `forbidden` for a manager without a location, `email_taken`.
 */
export async function createMember(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  input: NewMember,
): Promise<UserForStaff> {
  assertHasContact(input)
  const { email = null, phone = null, ...person } = input
  if (call.actor.role !== 'admin' && !isManagerWithLocation(call.actor))
    throw forbidden({ en: 'You manage no location', ru: 'Вы не управляете ни одной локацией' })
  return withIdempotency(deps, call.idempotencyKey, async (trx) => {
    const now = deps.clock.now()
    const id = await createUser(trx, { ...person, email, phone, passwordHash: null, now })
    if (email !== null) await queueVerificationMail(trx, id, now)
    const user = await getUser(trx, id)
    const auditEvent = { actorId: call.actor.id, action: 'create', entity: 'user', entityId: id } as const
    await record(trx, { ...auditEvent, before: null, after: rightsOf(user) }, now)
    return user
  })
}

/** Raises `validation_failed`. */
export function assertHasContact({ email = null, phone = null }: Pick<NewMember, 'email' | 'phone'>): void {
  if (email === null && phone === null)
    throw invalidField('/phone', {
      en: 'is needed where there is no email',
      ru: 'нужен, если не указан адрес почты',
    })
}
