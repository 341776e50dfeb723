import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { at, type Created, changeStatus, makeBooking } from '../../../../testing/factories.ts'
import { useCoworking } from '../../../../testing/fixtures/coworking.ts'

const { service, coworking, member } = useCoworking()
const day = '2026-12-02'

/** The database's response to a statement, which is rolled back in any case. */
async function tryRaw(statement: string, values: unknown[]): Promise<string> {
  const client = await service.deps.pool.connect()
  try {
    await client.query('BEGIN')
    const { rowCount } = await client.query(statement, values)
    return `${rowCount} rows`
  } catch (error) {
    return String((error as { constraint?: string }).constraint ?? (error as { code?: string }).code)
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

describe('the constraint on overlapping bookings', () => {
  let first: Created
  let second: Created
  let spaceId: string

  // 10:00–11:00 and 12:00–13:00 are booked with buffers of 15 minutes on both sides: half an hour is free between the slots.
  beforeEach(async () => {
    spaceId = (await coworking.makeRoom({ bufferBeforeMinutes: 15, bufferAfterMinutes: 15 })).id
    first = await makeBooking(service, member, { spaceId, ...at(day, '10:00', '11:00') })
    second = await makeBooking(service, member, { spaceId, ...at(day, '12:00', '13:00') })
  })

  const insert = (startsAt: string, endsAt: string, before = 15, after = 15, status = 'confirmed') =>
    tryRaw(
      `INSERT INTO bookings (id, user_id, space_id, location_id, starts_at, ends_at, buffer_before_minutes,
        buffer_after_minutes, requires_check_in, status, title, total_price, currency, quote, cancellation,
        created_at, updated_at)
      SELECT $1, user_id, space_id, location_id, $2, $3, $4, $5, false, $6, '', total_price, currency, quote,
        cancellation, created_at, updated_at FROM bookings WHERE id = $7`,
      [randomUUID(), `${day}T${startsAt}+03`, `${day}T${endsAt}+03`, before, after, status, first.id],
    )
  const update = (change: string, id = second.id) =>
    tryRaw(`UPDATE bookings SET ${change} WHERE id = $1`, [id])

  it('refuses an overlapping INSERT, buffers included, also by raw SQL', async () => {
    expect(await insert('10:30', '10:45')).toBe('bookings_no_overlap')
    expect(await insert('11:00', '11:15')).toBe('bookings_no_overlap')
    expect(await insert('11:29', '11:30')).toBe('bookings_no_overlap')
    expect(await insert('11:14', '11:46', 0, 0)).toBe('bookings_no_overlap')
    expect(await insert('10:30', '10:45', 0, 0, 'pending')).toBe('bookings_no_overlap')
    expect(await insert('10:30', '10:45', 0, 0, 'checked_in')).toBe('bookings_no_overlap')
  })

  it('accepts an INSERT that touches another slot, and an INSERT of a booking that occupies no slot', async () => {
    expect(await insert('11:15', '11:45', 0, 0)).toBe('1 rows')
    expect(await insert('11:30', '11:31')).toBe('bookings_no_overlap')
    expect(await insert('11:30', '11:30:00.001', 15, 14)).toBe('1 rows')
    expect(await insert('10:30', '10:45', 15, 15, 'cancelled')).toBe('1 rows')
  })

  it('refuses a booking without a unit or with a unit that the space does not have, and restores a missing resource', async () => {
    expect(await update(`units = '{}'`)).toBe('bookings_units_of_space')
    expect(await update(`units = '{[2,3)}'`)).toBe('bookings_units_of_space')
    // The trigger restores the space's own resource.
    expect(await update('resource_id = NULL')).toBe('1 rows')
    expect(await insert('11:29', '11:30')).toBe('bookings_no_overlap')
  })

  it('accepts an UPDATE that swaps two bookings, and refuses it when they overlap afterwards', async () => {
    const swap = (minutes: number) =>
      tryRaw(
        `UPDATE bookings SET starts_at = starts_at + sign * interval '2 hours', ends_at = ends_at + sign * interval '2 hours' - $1 * interval '1 minute'
        FROM (VALUES ($2::uuid, 1), ($3::uuid, -1)) moved (moved_id, sign) WHERE id = moved_id`,
        [minutes, first.id, second.id],
      )
    expect(await swap(-120)).toBe('bookings_no_overlap')
    expect(await swap(0)).toBe('2 rows')
  })

  it('refuses an UPDATE that moves, extends or reactivates a booking so that it overlaps another', async () => {
    expect(await update(`starts_at = starts_at - interval '31 minutes'`)).toBe('bookings_no_overlap')
    expect(await update('buffer_before_minutes = 46')).toBe('bookings_no_overlap')
    expect(await update('buffer_before_minutes = 45')).toBe('1 rows')
    const other = await makeBooking(service, member, {
      spaceId: coworking.space.id,
      ...at(day, '10:00', '11:00'),
    })
    expect(await update(`space_id = '${spaceId}'`, other.id)).toBe('bookings_no_overlap')
    await changeStatus(service, member, 'cancel', first.id)
    await makeBooking(service, member, { spaceId, ...at(day, '10:00', '11:00') })
    for (const status of ['awaiting_payment', 'pending', 'confirmed', 'checked_in'])
      expect(await update(`status = '${status}', hold_until = starts_at`, first.id)).toBe(
        'bookings_no_overlap',
      )
    expect(await update(`status = 'completed'`, first.id)).toBe('1 rows')
  })

  it('uses a slot that a trigger computes: nobody else can write it, and it is right in any time zone of the session', async () => {
    // The trigger computes it again; without the trigger, the constraint refuses any other slot.
    const erase = `WITH changed AS (UPDATE bookings SET slot = NULL, due_at = NULL WHERE id = $1 RETURNING slot, due_at)
      SELECT FROM changed WHERE slot IS NOT NULL AND due_at IS NOT NULL`
    expect(await tryRaw(erase, [first.id])).toBe('1 rows')
    await service.deps.pool.query('ALTER TABLE bookings DISABLE TRIGGER bookings_compute_times')
    expect(await update('slot = NULL')).toBe('bookings_slot_computed')
    expect(await update('due_at = NULL')).toBe('bookings_due_at_computed')
    await service.deps.pool.query('ALTER TABLE bookings ENABLE TRIGGER bookings_compute_times')
    const client = await service.deps.pool.connect()
    try {
      await client.query("BEGIN; SET LOCAL TimeZone = 'America/New_York'")
      const { rows } = await client.query(
        `SELECT lower(slot) = starts_at - interval '15 minutes' AND upper(slot) = ends_at + interval '15 minutes'
          AND lower_inc(slot) AND NOT upper_inc(slot) AS right FROM bookings WHERE id = $1`,
        [first.id],
      )
      expect(rows).toEqual([{ right: true }])
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  })
})

describe('the rules for a row, by any writer', () => {
  beforeAll(async () => {
    await makeBooking(service, member, { spaceId: coworking.space.id, ...at(day, '15:00', '16:00') })
  })

  it.each([
    ['bookings', `status = 'lost'`, 'bookings_status_known'],
    ['bookings', 'ends_at = starts_at', 'bookings_in_order'],
    ['bookings', `ends_at = starts_at + interval '745 hours'`, 'bookings_length'],
    ['bookings', 'buffer_after_minutes = -1', 'bookings_buffers_range'],
    ['bookings', 'total_price = -1', 'bookings_total_price_range'],
    ['bookings', 'refunded = -1', 'bookings_refunded_range'],
    ['bookings', 'refund_limit_percent = 101', 'bookings_refund_limit_percent_range'],
    ['bookings', `status = 'awaiting_payment'`, 'bookings_hold'],
    ['bookings', 'deleted_at = now()', 'bookings_deleted_is_over'],
    ['accounts', 'balance = balance - 1e12::bigint', 'accounts_balance_range'],
    ['accounts', `currency = 'rub'`, 'accounts_currency_iso'],
    ['accounts', `kind = 'lost'`, 'accounts_kind'],
    ['accounts', 'location_id = user_id', 'accounts_kind'],
  ])('%s: %s is refused', async (table, change, constraint) => {
    expect(await tryRaw(`UPDATE ${table} SET ${change} WHERE user_id = $1`, [member.id])).toBe(constraint)
  })

  it.each([
    ['amount', '0', 'transfers_amount_range'],
    ['to_account', 'from_account', 'transfers_two_accounts'],
    ['wallet_id', 'gen_random_uuid()', 'transfers_wallet_is_a_side'],
    ['balance_after', '-1', 'transfers_balance_after_range'],
    ['kind', `'refund'`, 'transfers_kind'],
    ['kind', `'lost'`, 'transfers_kind'],
    ['shift_id', 'gen_random_uuid()', 'transfers_desk'],
  ])('a transfer whose %s is %s is refused', async (column, value, constraint) => {
    const columns = 'from_account, to_account, amount, kind, booking_id, wallet_id, balance_after, shift_id'
    const values = columns.replace(new RegExp(`\\b${column}\\b`), value)
    const statement = `INSERT INTO transfers (id, ${columns}, actor_id, wallet_version, created_at)
      SELECT gen_random_uuid(), ${values}, actor_id, wallet_version + 1000, created_at FROM transfers
      WHERE kind = 'charge' AND wallet_id = (SELECT id FROM accounts WHERE user_id = $1) LIMIT 1`
    expect(await tryRaw(statement, [member.id])).toBe(constraint)
  })
})
