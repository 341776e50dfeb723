import type { Db, Tx } from '../../db/db.ts'
import { withIdempotency } from '../../db/idempotency.ts'
import type { Page } from '../../db/page.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { type Actor, assertRunsLocation, type Call, runsLocation } from '../../shared/call.ts'
import { newStamps } from '../../shared/ids.ts'
import { minuteOfDay } from '../../shared/local-time.ts'
import { forbidden, inUse, invalidField, notFound } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { assertVersion, changesNothing } from '../../shared/version.ts'
import { recordChange } from '../audit/audit.service.ts'
import { getLocation, lockLocationShared } from '../locations/location.service.ts'
import { nearestDurationMinutes } from './tariff.limits.ts'
import * as repository from './tariff.repository.ts'
import type { NewTariff, Tariff, TariffChange, TariffQuery } from './tariff.schema.ts'
import { findSpaceElsewhere, isOfActiveLocation, isOfLocations, never } from './tariff.view.ts'

/**
 * Active tariffs; with `isActive=false`, staff see the inactive tariffs of their locations and those of all locations (`locationId` null).
 * The active tariffs of an inactive location are listed only for its staff.
 */
export function listTariffs(db: Db, actor: Actor | null, query: TariffQuery): Promise<Page<Tariff>> {
  const { isActive = true } = query
  const isStaff = actor !== null && actor.role !== 'member'
  const ids = actor?.locationIds ?? []
  const isVisibleToStaff = isStaff ? isOfLocations(ids) : never
  const isVisible = isActive ? isOfActiveLocation(ids) : isVisibleToStaff
  return repository.listTariffs(db, { ...query, isActive }, actor?.role === 'admin' ? null : isVisible)
}

/**
 * Raises `not_found`, also for an inactive tariff of a location that the actor does not run, and for an inactive tariff of all locations
 * where the actor is no staff.
 */
export async function getTariff(db: Db, actor: Actor | null, id: string): Promise<Tariff> {
  return assertVisible(actor, await repository.findTariff(db, id))
}

/** Like `getTariff`, but locks the tariff against changes until the transaction ends. */
export async function lockTariffShared(trx: Tx, actor: Actor, id: string): Promise<Tariff> {
  return assertVisible(actor, await repository.lockTariffShared(trx, id))
}

function assertVisible(actor: Actor | null, tariff: Tariff | undefined): Tariff {
  if (!tariff || !(tariff.isActive || maySee(actor, tariff))) throw notFound()
  return tariff
}

/** The tariffs among `ids` that exist, active or not: for prices. */
export const findTariffs = (db: Db, ids: string[]): Promise<Tariff[]> => repository.findTariffs(db, ids)

const maySee = (actor: Actor | null, { locationId }: Tariff): boolean =>
  locationId === null ? actor !== null && actor.role !== 'member' : runsLocation(actor, locationId)

function assertMayWrite(actor: Actor, locationId: string | null): void {
  if (locationId !== null) assertRunsLocation(actor, locationId)
  else if (actor.role !== 'admin')
    throw forbidden({
      en: 'Only an administrator changes tariffs that all locations share',
      ru: 'Общие тарифы меняет только администратор',
    })
}

const defaultFields = {
  locationId: null,
  dailyCap: null,
  rules: [],
  minMinutes: 30,
  maxMinutes: 1440,
  stepMinutes: 30,
  minLeadMinutes: 0,
  maxAdvanceDays: 365,
  cancellation: [],
  isActive: true,
} satisfies Partial<Tariff>

/** Adds the default values of missing fields, as saving the tariff would. Pure. */
export const completeTariff = (input: NewTariff, currency: string) => ({
  ...defaultFields,
  currency,
  ...input,
})

type ConsistencyFields = Pick<Tariff, 'rules' | 'minMinutes' | 'maxMinutes' | 'stepMinutes' | 'cancellation'>

/**
 * Makes the checks that the schema of a single field cannot express, on the fields that are given. Raises `validation_failed`; `path` is the
 * place of the tariff in the request. Pure.
 */
export function assertConsistent(
  { rules = [], minMinutes, maxMinutes, stepMinutes, cancellation = [] }: Partial<ConsistencyFields>,
  path = '',
): void {
  for (const [index, rule] of rules.entries())
    if (minuteOfDay(rule.from) >= minuteOfDay(rule.to))
      throw invalidField(`${path}/rules/${index}/to`, {
        en: 'must be later than the start of the rule',
        ru: 'должно быть позже начала правила',
      })
  if (minMinutes !== undefined && maxMinutes !== undefined && minMinutes > maxMinutes)
    throw invalidField(`${path}/maxMinutes`, {
      en: 'must not be less than the shortest booking',
      ru: 'не должно быть меньше самого короткого бронирования',
    })
  if (stepMinutes !== undefined && 1440 % stepMinutes !== 0)
    throw invalidField(`${path}/stepMinutes`, {
      en: 'must divide a day evenly, such as 15, 30 or 60',
      ru: 'должно делить сутки без остатка, например 15, 30 или 60',
    })
  if (
    minMinutes !== undefined &&
    maxMinutes !== undefined &&
    stepMinutes !== undefined &&
    nearestDurationMinutes({ minMinutes, maxMinutes, stepMinutes }, minMinutes) === null
  )
    throw invalidField(`${path}/maxMinutes`, {
      en: 'must allow a length that is a multiple of the step and not less than the shortest booking',
      ru: 'должно допускать хотя бы одну длительность, кратную шагу, не меньше самого короткого бронирования',
    })
  const hours = cancellation.map((tier) => tier.hoursBefore)
  if (new Set(hours).size < hours.length)
    throw invalidField(`${path}/cancellation`, {
      en: 'must not have two tiers with the same number of hours',
      ru: 'не должно содержать двух ступеней с одинаковым числом часов',
    })
}

/**
 * Raises `validation_failed` for fields of a new tariff that contradict each other. `path` is the place of the tariff in the request
 * (`/tariff`). Pure.
 */
export const assertNewTariff = (input: NewTariff, path = ''): void =>
  assertConsistent({ ...defaultFields, ...input }, path)

/**
 * `currency` defaults to that of the location, or to `CURRENCY` without one. Locks the location in share mode. Raises `not_found`,
 * `forbidden`, `validation_failed`.
 */
export async function createTariff(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  call: Call,
  input: NewTariff,
): Promise<Tariff> {
  const now = deps.clock.now()
  assertNewTariff(input)
  return withIdempotency(deps, call.idempotencyKey, async (trx) => {
    if (input.locationId) await lockLocationShared(trx, input.locationId)
    const location = input.locationId ? await getLocation(trx, call.actor, input.locationId) : null
    assertMayWrite(call.actor, location?.id ?? null)
    const currency = location?.currency ?? deps.config.CURRENCY
    const tariff = completeTariff(input, currency)
    const created = await repository.insertTariff(trx, { ...tariff, ...newStamps(now) })
    await recordChange(trx, call, { entity: 'tariff', before: null, after: created }, now)
    return created
  })
}

/**
 * Locks the new location in share mode, then the tariff. Bookings made before keep their quote. Raises `not_found`, `forbidden`,
 * `precondition_failed`, `validation_failed`, and `in_use` for a location where a space of another location uses the tariff, or (through the
 * foreign key of the spaces) for another currency while a space uses it.
 */
export async function updateTariff(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  id: string,
  change: TariffChange,
): Promise<Tariff> {
  return inTransaction(deps, async (trx) => {
    if (change.locationId) await lockLocationShared(trx, change.locationId)
    const before = await lockVisibleTariff(trx, call.actor, id)
    const after = { ...before, ...change }
    assertConsistent(after)
    if (change.locationId) await getLocation(trx, call.actor, change.locationId)
    for (const locationId of [before.locationId, after.locationId]) assertMayWrite(call.actor, locationId)
    assertVersion(before.version, call.ifMatch)
    if (after.locationId && (await findSpaceElsewhere(trx, id, after.locationId)))
      throw inUse({
        en: 'Spaces of other locations have this tariff: choose another one for them first, or add another tariff for this location',
        ru: 'Этот тариф выбран у мест других локаций: сначала выберите для них другой тариф или добавьте отдельный тариф для этой локации',
      })
    if (changesNothing(before, change)) return before
    const now = deps.clock.now()
    const updated = await repository.updateTariff(trx, id, { ...change, updatedAt: toInstant(now) })
    await recordChange(trx, call, { entity: 'tariff', before, after: updated }, now)
    return updated
  })
}

/** Locks the tariff. Raises `not_found`, `forbidden`, `precondition_failed`, and `in_use` (through the foreign key) while a space uses it. */
export async function deleteTariff(deps: Pick<Deps, 'db' | 'clock'>, call: Call, id: string): Promise<void> {
  await inTransaction(deps, async (trx) => {
    const before = await lockVisibleTariff(trx, call.actor, id)
    assertMayWrite(call.actor, before.locationId)
    assertVersion(before.version, call.ifMatch)
    await repository.deleteTariff(trx, id)
    await recordChange(trx, call, { entity: 'tariff', before, after: null }, deps.clock.now())
  })
}

async function lockVisibleTariff(trx: Tx, actor: Actor, id: string): Promise<Tariff> {
  return assertVisible(actor, await repository.lockTariff(trx, id))
}
