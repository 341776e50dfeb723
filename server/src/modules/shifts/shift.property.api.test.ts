import { expect, it } from 'vitest'
import { makeCoworking, makeMember, makePerson, type Person } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { createRandom } from '../../demo/demo.random.ts'

const service = useService()

const operations = 1_000
const atOnce = 4

it('after 1,000 random operations by three cashiers at once, each shift expects the right amount to the kopeck', {
  timeout: 300_000,
}, async () => {
  const { admin, location } = await makeCoworking(service)
  const members = await Promise.all([0, 1].map(() => makeMember(service, admin, 50_000)))
  const cashiers = await Promise.all([1, 2, 3].map(() => makePerson(service, 'manager', [location.id])))
  // By shift: the float with each amount that came in or went out, and the counted cash.
  const expectedCash = new Map<string, number>()
  const countedCash = new Map<string, number>()

  async function work(cashier: Person, seed: number, count: number): Promise<void> {
    // A failure can be repeated, because the numbers are equal in every run.
    const { between } = createRandom(seed)
    const random = (below: number) => between(0, below - 1)
    const send = (method: string, path: string, body?: object) =>
      service.request(method, path, { token: cashier.token, ...(body && { body }) })
    let shiftId = ''
    const open = async () => {
      const float = random(10_000)
      const { status, body } = await send('POST', `locations/${location.id}/shifts`, { float })
      if (status !== 201) return
      shiftId = body.id
      expectedCash.set(shiftId, (expectedCash.get(shiftId) ?? 0) + float)
    }
    const close = async () => {
      const id = shiftId
      const counted = random(2_000_000)
      if ((await send('POST', `shifts/${id}/close`, { counted })).status === 200) countedCash.set(id, counted)
    }
    const enter = async () => {
      const amount = 1 + random(9_999)
      const channel = random(5) === 0 ? 'terminal' : 'cash'
      const isIn = random(3) > 0
      const entry = { kind: isIn ? 'top_up' : 'payout', amount: isIn ? amount : -amount, channel }
      const { status, body } = await send(
        'POST',
        `users/${members[random(members.length)]?.id}/wallet/entries`,
        entry,
      )
      expect([201, 402]).toContain(status)
      if (status === 201 && channel === 'cash' && body.shiftId !== null)
        expectedCash.set(body.shiftId, (expectedCash.get(body.shiftId) ?? 0) + entry.amount)
    }
    for (let done = 0; done < count; done += atOnce)
      await Promise.all(
        Array.from({ length: atOnce }, () => {
          const choice = random(20)
          return choice === 0 ? close() : choice < 3 ? open() : enter()
        }),
      )
    await close()
  }

  await Promise.all(
    cashiers.map((cashier, index) => work(cashier, 20_261_127 + index, Math.ceil(operations / 3))),
  )
  const { body } = await service.request('GET', `locations/${location.id}/shifts?limit=1000`, {
    token: admin.token,
  })
  expect(body.items.length).toBeGreaterThan(10)
  expect(body.items).toHaveLength(expectedCash.size)
  for (const { id, expected, counted, overShort } of body.items)
    expect({ id, expected, counted, overShort }).toEqual({
      id,
      expected: expectedCash.get(id),
      counted: countedCash.get(id),
      overShort: (countedCash.get(id) ?? 0) - (expectedCash.get(id) ?? 0),
    })
  await service.assertBooksAreRight()
})
