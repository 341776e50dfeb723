import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { at, makeBooking } from '../../../../testing/factories.ts'
import { useNewSpaces } from '../../../../testing/fixtures/new-spaces.ts'
import { runJobs } from '../../jobs.ts'
import { sweepDue } from './booking.jobs.ts'

const { service, member, makeRoom } = useNewSpaces()

/** Makes bookings of new rooms at one time; returns their ids. */
const makeBookings = async (count: number, fields: object) => {
  const times = at('2026-12-02', '10:00', '11:00')
  const ids: string[] = []
  for (let index = 0; index < count; index++) {
    const { id: spaceId } = await makeRoom(fields)
    ids.push((await makeBooking(service, member, { spaceId, ...times })).id)
  }
  return ids
}
/** Makes the database refuse every change of this booking, until the returned function is called. */
async function blockBooking(id: string): Promise<() => Promise<void>> {
  const run = (text: string) => sql.raw(text).execute(service.deps.db)
  await run(`CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'check_violation'; END $$`)
  await run(`CREATE TRIGGER refused BEFORE UPDATE ON bookings FOR EACH ROW
    WHEN (NEW.id = '${id}') EXECUTE FUNCTION refuse()`)
  return async () => void (await run('DROP TRIGGER refused ON bookings'))
}
const stored = (ids: string[]) =>
  service.deps.db
    .selectFrom('bookings')
    .select(['id', 'status', 'remindedAt'])
    .where('id', 'in', ids)
    .orderBy('id')
    .execute()
const statuses = async (ids: string[]) => (await stored(ids)).map((row) => row.status)

describe('a booking at which a job always fails', () => {
  it('does not stop the changes of other bookings, and gets its own change once that is possible', async () => {
    // Ids grow, so the first booking is the first of its batch; and there is more than one batch.
    const ids = await makeBookings(24, { requiresApproval: true })
    const [first = ''] = ids
    const unblock = await blockBooking(first)
    service.clock.set('2026-12-02T07:00:00Z')
    await runJobs(service.deps).finally(unblock)
    expect(await statuses(ids)).toEqual(['pending', ...Array(23).fill('expired')])
    await runJobs(service.deps)
    expect(await statuses([first])).toEqual(['pending'])
    service.clock.advance(30_000)
    await runJobs(service.deps)
    expect(await statuses([first])).toEqual(['expired'])
  })

  it('does not stop the reminders of other bookings', async () => {
    const ids = await makeBookings(3, {})
    const unblock = await blockBooking(ids[1] ?? '')
    service.clock.set('2026-12-02T06:00:00Z')
    await runJobs(service.deps).finally(unblock)
    expect((await stored(ids)).map((row) => row.remindedAt !== null)).toEqual([true, false, true])
  })

  it('is skipped for a while, but not where the job failed because the database was away', async () => {
    const ids = await makeBookings(1, { requiresApproval: true })
    service.clock.set('2026-12-02T07:00:00Z')
    const unblock = await blockBooking(ids[0] ?? '')
    await sql
      .raw(`CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'going down' USING ERRCODE = 'admin_shutdown'; END $$`)
      .execute(service.deps.db)
    await expect(sweepDue(service.deps).finally(unblock)).rejects.toThrow('going down')
    await runJobs(service.deps)
    expect(await statuses(ids)).toEqual(['expired'])
  })
})
