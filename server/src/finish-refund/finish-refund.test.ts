import { expect, it } from 'vitest'
import { makePerson } from '../../../testing/factories.ts'
import { startTestService } from '../../../testing/harness.ts'
import { startYooKassa } from '../../../testing/payments/yookassa.ts'
import { cleanUp } from '../../../testing/postgres/embedded.ts'
import { query } from '../../../testing/postgres/query.ts'
import { runTool } from '../../../testing/processes/run-tool.ts'

const run = (url: string, ...words: string[]) =>
  runTool('finish-refund/finish-refund.ts', words, { DATABASE_URL: url })

it('make finish-refund ends a refund once, and refuses everything else in one sentence', {
  timeout: 60_000,
}, async () => {
  const provider = await startYooKassa()
  const service = await startTestService(provider.env)
  cleanUp(() => service.stop().then(provider.stop))
  const admin = await makePerson(service, 'admin')
  const member = await makePerson(service)
  const { id } = (await service.request('POST', 'payments', { token: member.token, body: { amount: 1_000 } }))
    .body
  const [payment] = [...provider.state.payments.values()]
  provider.pay(payment?.id ?? '')
  service.clock.advance(3_000)
  await service.request('GET', `payments/${id}`, { token: member.token })
  provider.faults.failBefore = 1
  const refund = await service.request('POST', `payments/${id}/refunds`, {
    token: admin.token,
    body: { amount: 400 },
  })
  expect(refund).toMatchObject({ status: 201, body: { status: 'pending' } })
  const finish = (...words: string[]) => run(service.databaseUrl, ...words)
  const refused = (stderr: unknown) => ({ code: 2, stdout: '', stderr })
  for (const words of [
    [refund.body.id, 'maybe'],
    ['0190', 'made'],
  ])
    expect(await finish(...words)).toEqual(
      refused(expect.stringMatching(/^Name the refund, and say whether/)),
    )
  const unknown = refused('There is no refund with this id.\n')
  expect(await finish(crypto.randomUUID(), 'made')).toEqual(unknown)
  await query(service.databaseUrl, `UPDATE payment_refunds SET created_at = now() - interval '27 hours'`)
  expect(await finish(refund.body.id, 'not-made')).toEqual({
    code: 0,
    stdout: 'The refund of ₽4 has failed: the money is on the balance again.\n',
    stderr: '',
  })
  const { balances } = (await service.request('GET', 'me/wallet', { token: member.token })).body
  expect(balances).toMatchObject([{ balance: 1_000 }])
  const ended = refused('This refund has ended already: nothing was changed.\n')
  expect(await finish(refund.body.id, 'made')).toEqual(ended)
})
