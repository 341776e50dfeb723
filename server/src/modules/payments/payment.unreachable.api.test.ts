import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { travelTo } from '../../../../testing/factories.ts'
import { providers, usePayments } from '../../../../testing/fixtures/payments.ts'
import { startBeside, type TestService } from '../../../../testing/harness.ts'
import { startStripe } from '../../../../testing/payments/stripe.ts'
import { startYooKassa } from '../../../../testing/payments/yookassa.ts'
import { runJobs } from '../../jobs.ts'
import { dayMs, hourMs } from '../../shared/time-range.ts'
import { reconcile } from './payment.reconcile.ts'

describe.each(providers)('a pending payment by %s, about which nobody can ask any more', (name) => {
  const { fixture, begin, providerIdOf, payOnline, refund } = usePayments(name)

  const start = (other: 'stripe' | 'yookassa') =>
    other === 'stripe' ? startStripe(() => fixture.service.clock.now()) : startYooKassa()
  const statusOf = async (id: string) => {
    const { db } = fixture.service.deps
    const row = db.selectFrom('payments').select(['status', 'checkoutUrl']).where('id', '=', id)
    return row.executeTakeFirstOrThrow()
  }
  const differencesOf = async (id: string, { deps }: TestService) => {
    const { findings } = await reconcile(deps)
    return findings.filter((finding) => finding.id === id).map(({ detail }) => detail)
  }
  const deletePayer = async () =>
    (await fixture.service.request('DELETE', `users/${fixture.member.id}`, { token: fixture.admin.token }))
      .status
  const advance = (ms: number) =>
    travelTo(fixture.service, new Date(fixture.service.clock.now() + ms).toISOString(), fixture.admin)

  /** Checks, two days after the payment began, that it expires a week after it began, and that nothing is blocked any more. */
  async function expectEnd(id: string, restarted: TestService): Promise<void> {
    await advance(4 * dayMs)
    await runJobs(restarted.deps)
    expect(await statusOf(id)).toMatchObject({ status: 'pending' })
    expect(await deletePayer()).toBe(409)
    await advance(dayMs + 7 * hourMs)
    await runJobs(restarted.deps)
    expect(await statusOf(id)).toEqual({ status: 'expired', checkoutUrl: null })
    const mails = (await restarted.mailsTo(fixture.admin.email)).filter(({ text }) => text.includes(id))
    expect(mails.map(({ text }) => text)).toEqual([expect.stringContaining(providerIdOf(id))])
    const events = fixture.service.deps.db.selectFrom('auditEvents').select('action')
    expect(await events.where('entityId', '=', id).execute()).toEqual([{ action: 'unreachable' }])
    expect(await deletePayer()).toBe(204)
  }

  it('because another provider takes payments now, expires after a week', async () => {
    const { id } = (await begin(900)).body
    const other = await start(name === 'stripe' ? 'yookassa' : 'stripe')
    const restarted = await startBeside(fixture.service, other.env)
    await advance(2 * dayMs)
    expect(await differencesOf(id, restarted)).toEqual([
      `payment: pending for more than a day at ${name}, which the settings do not name`,
    ])
    await expectEnd(id, restarted)
    await restarted.stop()
    await other.stop()
  })

  it('because no provider takes payments now, expires after a week', async () => {
    const { id } = (await begin(900)).body
    const restarted = await startBeside(fixture.service, { PAYMENTS: 'none' })
    await advance(2 * dayMs)
    expect(await differencesOf(id, restarted)).toEqual([
      `payment: pending for more than a day at ${name}, which the settings do not name`,
    ])
    await expectEnd(id, restarted)
    await restarted.stop()
  })

  it('expires after a week also where an older one cannot be changed, which the next run tries again', async () => {
    const older = (await begin(900)).body
    fixture.service.clock.advance(1_000)
    const { id } = (await begin(900)).body
    const restarted = await startBeside(fixture.service, { PAYMENTS: 'none' })
    await advance(8 * dayMs)
    const { db } = fixture.service.deps
    await sql
      .raw(`CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
      CREATE TRIGGER refused BEFORE UPDATE ON payments FOR EACH ROW WHEN (NEW.id = '${older.id}') EXECUTE FUNCTION refuse()`)
      .execute(db)
    await runJobs(restarted.deps).finally(() => sql`DROP TRIGGER refused ON payments`.execute(db))
    expect([(await statusOf(older.id)).status, (await statusOf(id)).status]).toEqual(['pending', 'expired'])
    await runJobs(restarted.deps)
    expect((await statusOf(older.id)).status).toBe('expired')
    await restarted.stop()
  })

  it('because the keys are of another account now, expires after a week', async () => {
    const { id } = (await begin(900)).body
    const other = await start(name)
    const restarted = await startBeside(fixture.service, other.env)
    await advance(2 * dayMs)
    await expectEnd(id, restarted)
    await restarted.stop()
    await other.stop()
  })

  it('and a pending refund are differences in `make reconcile`, however long they are pending', async () => {
    const { id } = (await begin(900)).body
    const refunded = await payOnline(900)
    fixture.provider.faults.failAfter = 1
    const { id: refundId } = (await refund(refunded, 400)).body
    const withoutProvider = await startBeside(fixture.service, { PAYMENTS: 'none' })
    await advance(31 * dayMs)
    expect(await differencesOf(id, fixture.service)).toContain('payment: pending for more than a day')
    expect(await differencesOf(refundId, fixture.service)).toEqual(['refund: pending for more than a day'])
    expect(await differencesOf(refundId, withoutProvider)).toEqual([
      `refund: pending for more than a day at ${name}, which the settings do not name`,
    ])
    await withoutProvider.stop()
  })

  it('is a difference in `make reconcile` when the former settings are back and it was paid at the provider', async () => {
    const { id } = (await begin(900)).body
    const restarted = await startBeside(fixture.service, { PAYMENTS: 'none' })
    await advance(8 * dayMs)
    await runJobs(restarted.deps)
    await restarted.stop()
    fixture.provider.pay(providerIdOf(id))
    expect(await differencesOf(id, fixture.service)).toEqual([
      'payment: expired here, succeeded at the provider',
    ])
  })
})
