import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { at, book, makeCoworking, makeMember, travelTo } from '../../../testing/factories.ts'
import { startOfTests, useService } from '../../../testing/harness.ts'
import { query } from '../../../testing/postgres/query.ts'
import { expectProblem } from '../../../testing/problem-shape.ts'
import { runJobs } from '../jobs.ts'

const service = useService()

/** From now on PostgreSQL answers writes of bookings with the error of an exhausted resource. */
const runOut = (code: string) =>
  query(
    service.databaseUrl,
    `CREATE OR REPLACE FUNCTION run_out() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '${code}'; END $$;
     CREATE OR REPLACE TRIGGER run_out BEFORE INSERT OR UPDATE ON bookings EXECUTE FUNCTION run_out()`,
  )
const removeTrigger = () => query(service.databaseUrl, 'DROP TRIGGER IF EXISTS run_out ON bookings')
const readiness = async () => {
  const { status, body } = await service.request('GET', '/readyz')
  return [status, body.postgres]
}
// The clock that readiness uses moves on by a minute after each test, and never back.
const systemNow = performance.now.bind(performance)
let laterMs = 0
beforeAll(() => void vi.spyOn(performance, 'now').mockImplementation(() => systemNow() + laterMs))
afterAll(() => void vi.restoreAllMocks())

afterEach(async () => {
  await removeTrigger()
  laterMs += 60_000
  expect(await readiness()).toEqual([200, 'up'])
})

it.each(['53000', '53100', '53200', '53300', '53400'])(
  'a write for which PostgreSQL has no resources (%s) is unavailable, and readiness reports this until writes work again',
  async (code) => {
    const { admin, space } = await makeCoworking(service)
    const member = await makeMember(service, admin)
    const bookingBody = { spaceId: space.id, ...at('2026-12-02', '10:00', '11:00') }
    expect(await readiness()).toEqual([200, 'up'])
    await runOut(code)
    expectProblem(await book(service, member, bookingBody), 503, 'unavailable')
    expect(await readiness()).toEqual([503, 'exhausted'])
    expect((await service.request('GET', 'spaces')).status).toBe(200)
    await removeTrigger()
    expect((await book(service, member, bookingBody)).status).toBe(201)
  },
)

it('exhaustion in a job is reported by readiness, too, and the job skips no row when writes work again', async () => {
  const { admin, space } = await makeCoworking(service)
  const member = await makeMember(service, admin)
  const bookingBody = { spaceId: space.id, ...at('2026-12-01', '10:00', '11:00') }
  const { id } = (await book(service, member, bookingBody)).body
  await travelTo(service, '2026-12-01T09:00:00Z', admin, member)
  await runOut('53100')
  await expect(runJobs(service.deps)).rejects.toThrow('could not extend file')
  expect(await readiness()).toEqual([503, 'exhausted'])
  await removeTrigger()
  await runJobs(service.deps)
  const rows = await query(service.databaseUrl, `SELECT status FROM bookings WHERE id = '${id}'`)
  expect(rows).not.toEqual([{ status: 'confirmed' }])
  await travelTo(service, startOfTests, admin, member)
})
