import { describe, expect, it } from 'vitest'
import { makeMember, makePerson, topUp, travelTo } from '../../../../testing/factories.ts'
import { useReports } from '../../../../testing/fixtures/reports.ts'
import { startTestService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const { service, fixture, getReport, reserve } = useReports()

const addEntry = (userId: string, body: object) =>
  service.request('POST', `users/${userId}/wallet/entries`, { token: fixture.admin.token, body })

describe('GET /reports/money', () => {
  it('has top-ups and payouts by day and channel, at a location and without one, and the sum of the wallets', async () => {
    // The fixture makes top-ups, too, on the day before.
    await travelTo(service, '2026-12-02T12:00:00+03:00', fixture.admin)
    const { id } = await makePerson(service)
    const before = (await getReport('money', 'from=2026-12-02&to=2026-12-03')).body
    const held = (report: typeof before) =>
      report.held.find(({ currency }: { currency: string }) => currency === 'RUB')?.amount ?? 0
    const here = { locationId: fixture.location.id }
    await addEntry(id, { kind: 'top_up', amount: 9_000, channel: 'terminal', ...here })
    await addEntry(id, { kind: 'top_up', amount: 500, channel: 'terminal' })
    await addEntry(id, { kind: 'payout', amount: -2_000, channel: 'bank' })
    await addEntry(id, { kind: 'adjustment', amount: 70 })
    await travelTo(service, '2026-12-03T12:00:00+03:00', fixture.admin)
    await addEntry(id, { kind: 'top_up', amount: 300, channel: 'bank', ...here })

    const whole = (await getReport('money', 'from=2026-12-02&to=2026-12-03')).body
    const row = (date: string | null, channel: string, topUps: number, payouts: number) => ({
      date,
      channel,
      currency: 'RUB',
      topUps,
      payouts,
      net: topUps - payouts,
    })
    expect(whole.items).toEqual([
      row('2026-12-02', 'bank', 0, 2_000),
      row('2026-12-02', 'terminal', 9_500, 0),
      row('2026-12-03', 'bank', 300, 0),
      row('2026-12-03', 'terminal', 0, 0),
    ])
    expect(whole.totals).toEqual([{ currency: 'RUB', topUps: 9_800, payouts: 2_000, net: 7_800 }])
    expect(held(whole) - held(before)).toBe(9_000 + 500 - 2_000 + 70 + 300)

    const manager = await makePerson(service, 'manager', [fixture.location.id])
    const report = (await getReport('money', 'from=2026-12-02&to=2026-12-03&groupBy=channel', manager)).body
    expect(report).toMatchObject({
      items: [row(null, 'bank', 300, 0), row(null, 'terminal', 9_000, 0)],
      held: null,
    })
    const csv = await getReport('money', 'from=2026-12-02&to=2026-12-02&format=csv')
    expect(csv.text.split('\r\n')).toEqual([
      '\ufeffdate,channel,currency,topUps,payouts,net',
      '2026-12-02,bank,RUB,0,2000,-2000',
      '2026-12-02,terminal,RUB,9500,0,9500',
      '',
    ])
  })

  it('has a net that, less the revenue and plus the adjustments, is the sum of the wallets', async () => {
    const member = await makeMember(service, fixture.admin)
    await topUp(service, fixture.admin, member.id, 4_000)
    await reserve('2026-12-10', '10:00', '12:00')
    const period = 'from=2026-11-30&to=2026-12-31'
    const { body: money } = await getReport('money', period)
    const { body: revenue } = await getReport('revenue', period)
    const { rows } = await service.deps.pool.query(
      `SELECT coalesce(sum(CASE WHEN to_account = wallet_id THEN amount ELSE -amount END), 0)::int AS sum
       FROM transfers WHERE kind = 'adjustment'`,
    )
    const inRoubles = (list: { currency: string }[]): any => list.find(({ currency }) => currency === 'RUB')
    expect(inRoubles(money.held).amount).toBe(
      inRoubles(money.totals).net - inRoubles(revenue.totals).revenue + rows[0].sum,
    )
  })

  it('is refused to a member, for an unknown location and for an unknown grouping', async () => {
    const period = 'from=2026-11-30&to=2026-12-31'
    const unknownId = crypto.randomUUID()
    expectProblem(await getReport('money', `${period}&locationId=${unknownId}`), 404, 'not_found')
    expectProblem(await getReport('money', `${period}&groupBy=space`), 400, 'validation_failed')
    expectProblem(await getReport('money', period, await makePerson(service)), 403, 'forbidden')
  })

  it('is empty for a manager without locations', async () => {
    const { body } = await getReport(
      'money',
      'from=2026-11-30&to=2026-12-31',
      await makePerson(service, 'manager'),
    )
    expect(body).toMatchObject({ items: [], held: null })
  })

  it('counts transfers without a location by the days of UTC where no location exists', async () => {
    const empty = await startTestService()
    try {
      const admin = await makePerson(empty, 'admin')
      const member = await makePerson(empty)
      await travelTo(empty, '2026-12-01T23:30:00Z', admin)
      await topUp(empty, admin, member.id, 4_000)
      const report = await empty.request('GET', 'reports/money?from=2026-12-01&to=2026-12-01', {
        token: admin.token,
      })
      expect(report.body).toMatchObject({
        items: [{ date: '2026-12-01', topUps: 4_000, payouts: 0 }],
        held: [{ currency: 'RUB', amount: 4_000 }],
      })
    } finally {
      await empty.stop()
    }
  })
})
