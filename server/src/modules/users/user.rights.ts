import type { Db, Tx } from '../../db/db.ts'
import type { Actor, Role } from '../../shared/call.ts'
import type { Problem } from '../../shared/problem.ts'
import { forbidden, notFound, unauthenticated } from '../../shared/problems.ts'
import * as repository from './user.repository.ts'

/**
 * The problem of an account that does not exist: `unauthenticated` where it is the actor's own, which was deleted or merged after the
 * request came in. Pure.
 */
export const missingUser = (actor: Actor, id: string): Problem =>
  id === actor.id ? unauthenticated() : notFound()

/** Whether the actor is a manager who runs a location: only such a manager may see and manage members. False for an administrator. */
export const isManagerWithLocation = ({ role, locationIds }: Actor): boolean =>
  role === 'manager' && locationIds.length > 0

/** SQL for a row of `users`: whether managers who run a location may see the user. The condition of `assertMayManageUser` for them. */
export const isVisibleToManagers = repository.isVisibleToManagers

/**
 * Checks that the actor may act for this user. An administrator may act for every user, a manager with a location for every member. Raises
 * the problem of `missingUser`, and `forbidden` where a manager acts for the manager's own account. A manager gets `not_found` for other
 * staff, too, and for every user where the manager runs no location.
 */
export const assertMayManageUser = async (db: Db, actor: Actor, userId: string): Promise<void> =>
  assertMayManage(actor, userId, await repository.findAccount(db, userId))

/**
 * Locks the account against its deletion and raises the problems of `assertMayManageUser`, for a use case that writes. An account
 * that was merged counts as missing.
 */
export const lockManagedUser = async (trx: Tx, actor: Actor, userId: string): Promise<void> =>
  assertMayManage(actor, userId, await repository.lockUserAgainstDeletion(trx, userId))

/**
 * The check of `assertMayManageUser` for a user that was read before. No member reaches this check: the routes require staff, or the caller
 * refuses members first.
 */
export function assertMayManage(actor: Actor, userId: string, user: { role: Role } | undefined): void {
  if (!user) throw missingUser(actor, userId)
  if (actor.role === 'admin') return
  if (actor.role !== 'manager' || actor.id === userId)
    throw forbidden({ en: 'You may not do this for yourself', ru: 'Это нельзя сделать для самого себя' })
  if (user.role !== 'member' || !isManagerWithLocation(actor)) throw notFound()
}
