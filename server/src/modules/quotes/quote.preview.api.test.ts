import { expect, it } from 'vitest'
import { at, makeCoworking, makePerson } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const service = useService()
const requested = at('2026-12-05', '10:00', '13:00')
const draft = {
  name: 'Draft',
  hourlyRate: 50_000,
  rules: [{ weekdays: [6], from: '11:00', to: '12:00', hourlyRate: 30_000, label: 'Saturday noon' }],
  dailyCap: 120_000,
}

async function preview(fields: object, isManager = true) {
  const { location } = await makeCoworking(service)
  const manager = await makePerson(service, 'manager', isManager ? [location.id] : [])
  const body = { locationId: location.id, tariff: draft, ...requested, ...fields }
  return service.request('POST', 'quotes/preview', { token: manager.token, body })
}

it('prices a sample booking by an unsaved tariff like a saved tariff', async () => {
  const { status, body } = await preview({})
  expect(status).toBe(200)
  expect(body).toMatchObject({ total: 120_000, currency: 'RUB', minutes: 180 })
  expect(
    body.lines.map(({ reason, amount }: { reason: string; amount: number }) => [reason, amount]),
  ).toEqual([
    ['base', 50_000],
    ['Saturday noon', 30_000],
    ['base', 50_000],
    ['daily_cap', -10_000],
  ])
})

it('is refused for the reasons of saving, and for a length that the tariff does not allow', async () => {
  const backwards = { ...draft, rules: [{ ...draft.rules[0], to: '10:00' }] }
  const refused = await preview({ tariff: backwards })
  expectProblem(refused, 400, 'validation_failed')
  expect(refused.body.errors).toMatchObject([{ path: '/tariff/rules/0/to' }])
  expectProblem(await preview({ tariff: { ...draft, maxMinutes: 60 } }), 422, 'invalid_duration')
  expectProblem(await preview({ endsAt: requested.startsAt }), 422, 'invalid_interval')
  expectProblem(await preview({}, false), 403, 'forbidden')
})
