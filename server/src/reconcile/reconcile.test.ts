import { expect, it } from 'vitest'
import { makeMember, makePerson } from '../../../testing/factories.ts'
import { createDatabase, startTestService } from '../../../testing/harness.ts'
import { startYooKassa } from '../../../testing/payments/yookassa.ts'
import { cleanUp } from '../../../testing/postgres/embedded.ts'
import { runTool } from '../../../testing/processes/run-tool.ts'

const run = (settings: Record<string, string>, ...args: string[]) =>
  runTool('reconcile/reconcile.ts', args, {
    JWT_SECRET: 'a secret for as long as a command lasts',
    ...settings,
  })

it('make reconcile compares the payments of the service with those of the provider', {
  timeout: 60_000,
}, async () => {
  const provider = await startYooKassa()
  const service = await startTestService(provider.env)
  cleanUp(() => service.stop().then(provider.stop))
  const member = await makeMember(service, await makePerson(service, 'admin'))
  const created = await service.request('POST', 'payments', { token: member.token, body: { amount: 1_000 } })
  const settings = { DATABASE_URL: service.databaseUrl, ...provider.env }
  expect(await run(settings)).toEqual({
    code: 0,
    stdout: 'Our books and those of yookassa agree. Payments and refunds: 1.\n',
    stderr: '',
  })
  provider.state.payments.clear()
  await service.deps.pool.query(
    "UPDATE payments SET status = 'expired', finished_at = now(), created_at = now() - interval '40 days'",
  )
  const { code, stdout } = await run(settings, '--days', '41')
  expect(code).toBe(1)
  expect(stdout).toContain(`DIFFERENCE  ${created.body.id}: payment: `)
  expect(stdout).toMatch(/\nDifferences: 1\.\n$/)
  expect(await run({ DATABASE_URL: service.databaseUrl, PAYMENTS: 'none' })).toEqual({
    code: 0,
    stdout:
      'PAYMENTS=none: there is no provider to compare with, and nothing is pending at a former one for more than a day.\n',
    stderr: '',
  })
})

it('make reconcile is refused in one sentence without tables, and without a response of the provider', {
  timeout: 60_000,
}, async () => {
  const provider = await startYooKassa()
  const service = await startTestService(provider.env)
  cleanUp(service.stop)
  const empty = await createDatabase('template0')
  cleanUp(empty.drop)
  expect(await run({ DATABASE_URL: empty.url, ...provider.env })).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'This database does not have the tables of this version yet: start the service on it once, then run this command again.\n',
  })
  const member = await makeMember(service, await makePerson(service, 'admin'))
  await service.request('POST', 'payments', { token: member.token, body: { amount: 1_000 } })
  await provider.stop()
  expect(await run({ DATABASE_URL: service.databaseUrl, ...provider.env })).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^The books cannot be compared: YooKassa cannot be reached: .*\.\n$/),
  })
})
