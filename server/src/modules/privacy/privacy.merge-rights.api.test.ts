import { expect, it } from 'vitest'
import { makeCoworking, makeMember, makePerson } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { withoutInvalidation } from '../../db/invalidate.ts'

const service = useService()

it('managers see the merged account of a person only while the person is a member', async () => {
  const { admin, location } = await makeCoworking(service)
  const asAdmin = (method: string, path: string, body: object) =>
    service.request(method, path, { token: admin.token, body })
  const { id } = await makeMember(service, admin, 1_000)
  const person = await makePerson(service)
  const manager = await makePerson(service, 'manager', [location.id])
  const paymentId = crypto.randomUUID()
  const now = new Date(service.clock.now()).toISOString()
  const payment = { id: paymentId, userId: id, amount: 100, currency: 'RUB', provider: 'stripe' }
  await withoutInvalidation(service.deps.db)
    .insertInto('payments')
    .values({ ...payment, status: 'failed', askedAt: now, dueAt: now, createdAt: now, finishedAt: now })
    .execute()
  await asAdmin('POST', `users/${id}/merge`, { into: person.id })

  const read = (path: string) => service.request('GET', path, { token: manager.token })
  const paths = [`users/${id}`, `users/${id}/wallet`, `users/${id}/wallet/entries`, `payments/${paymentId}`]
  const statuses = async () => (await Promise.all(paths.map(read))).map((response) => response.status)
  const listed = async () => (await read(`payments?userId=${id}`)).body.items.length
  expect([await statuses(), await listed()]).toEqual([[200, 200, 200, 200], 1])
  const promotion = { role: 'manager', confirmUnverified: true }
  expect((await asAdmin('PATCH', `users/${person.id}`, promotion)).status).toBe(200)
  expect([await statuses(), await listed()]).toEqual([[404, 404, 404, 404], 0])
})
