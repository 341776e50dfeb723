import { pino } from 'pino'
import { expect, it } from 'vitest'
import { at, makeBooking, makeCoworking, makeMember } from '../../testing/factories.ts'
import { useService } from '../../testing/harness.ts'
import { query } from '../../testing/postgres/query.ts'
import { startJobs } from './jobs.ts'
import { dayMs } from './shared/time-range.ts'

const service = useService()

it('a purge that always fails does not stop the others; each failure is logged and reported by readiness', async () => {
  const { admin, space } = await makeCoworking(service)
  const member = await makeMember(service, admin)
  await makeBooking(service, member, { spaceId: space.id, ...at('2026-12-02', '10:00', '11:00') })
  const countOldEvents = async () =>
    (
      await query(
        service.databaseUrl,
        "SELECT count(*)::int AS count FROM events WHERE created_at < '2026-12-02'",
      )
    )[0]
  expect(await countOldEvents()).not.toEqual({ count: 0 })
  // The first purge fails, and one in the middle; both before the purge of events.
  await query(
    service.databaseUrl,
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'no space for %', TG_TABLE_NAME USING ERRCODE = '53100'; END $$;
     CREATE TRIGGER refuse BEFORE DELETE ON idempotency_keys EXECUTE FUNCTION refuse();
     CREATE TRIGGER refuse BEFORE DELETE ON mailed_tokens EXECUTE FUNCTION refuse()`,
  )
  service.clock.advance(40 * dayMs)
  const lines: Record<string, any>[] = []
  const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
  const stop = startJobs({ ...service.deps, log })
  await expect.poll(countOldEvents, { timeout: 30_000 }).toEqual({ count: 0 })
  const failures = () =>
    lines.filter(({ job }) => job === 'clean-up').map(({ err, msg }) => [err.message, msg])
  // The lines are written at the end of the whole clean-up.
  await expect.poll(failures).toHaveLength(2)
  await stop()
  expect(failures()).toEqual([
    ['no space for idempotency_keys', 'a job failed; it will be tried again'],
    ['no space for mailed_tokens', 'a job failed; it will be tried again'],
  ])
  expect((await service.request('GET', '/readyz')).body.postgres).toBe('exhausted')
})
