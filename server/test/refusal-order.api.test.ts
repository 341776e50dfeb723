import { beforeAll, expect, it } from 'vitest'
import { at, makeCoworking, makePerson, type Person } from '../../testing/factories.ts'
import { useService } from '../../testing/harness.ts'

const service = useService()
let people: Record<'member' | 'manager' | 'admin', Person>
let ids: Record<string, string>

beforeAll(async () => {
  const { location } = await makeCoworking(service)
  people = {
    member: await makePerson(service),
    manager: await makePerson(service, 'manager', [location.id]),
    admin: await makePerson(service, 'admin'),
  }
  const unknown = crypto.randomUUID()
  ids = {
    location: location.id,
    member: people.member.id,
    unknownLocation: unknown,
    unknownUser: unknown,
    unknownTariff: unknown,
  }
})

const entry = { kind: 'top_up', amount: 1 }
const tariff = { name: 'Night', hourlyRate: 1, minMinutes: 90, maxMinutes: 60 }
const rule = { weekdays: [1], from: '10:00', to: '12:00', hourlyRate: 1, label: 'Day' }
const tier = { hoursBefore: 24, refundPercent: 50 }
const overlapping = [
  { weekday: 1, opens: '09:00', closes: '12:00' },
  { weekday: 1, opens: '11:00', closes: '18:00' },
]
const preview = { tariff, ...at('2026-12-02', '10:00', '11:00') }

it.each([
  ['member', 'POST', 'locations', { name: 'Loft', timeZone: 'Nowhere' }, '/timeZone'],
  ['manager', 'PATCH', 'locations/:location', { timeZone: 'Nowhere' }, '/timeZone'],
  ['member', 'PATCH', 'locations/:unknownLocation', { timeZone: 'Nowhere' }, '/timeZone'],
  ['member', 'PUT', 'locations/:location/opening-hours', { weekly: overlapping }, '/weekly/1/opens'],
  ['member', 'POST', 'tariffs', tariff, '/maxMinutes'],
  ['manager', 'PATCH', 'tariffs/:unknownTariff', { minMinutes: 90, maxMinutes: 60 }, '/maxMinutes'],
  ['manager', 'PATCH', 'tariffs/:unknownTariff', { stepMinutes: 7 }, '/stepMinutes'],
  ['manager', 'PATCH', 'tariffs/:unknownTariff', { rules: [{ ...rule, to: '09:00' }] }, '/rules/0/to'],
  ['member', 'PATCH', 'tariffs/:unknownTariff', { cancellation: [tier, tier] }, '/cancellation'],
  ['member', 'POST', 'quotes/preview', { locationId: ':location', ...preview }, '/tariff/maxMinutes'],
  ['manager', 'POST', 'quotes/preview', { locationId: ':unknownLocation', ...preview }, '/tariff/maxMinutes'],
  ['member', 'GET', 'users?search=a+b+c+d+e+f+g+h+i', undefined, '/search'],
  ['member', 'POST', 'users', { firstName: 'Ann', lastName: 'Bell' }, '/phone'],
  ['member', 'PATCH', 'users/:member', { email: null, phone: null }, '/phone'],
  ['admin', 'PATCH', 'users/:unknownUser', { role: 'member', locationIds: [':location'] }, '/locationIds'],
  ['manager', 'POST', 'users/:member/merge', { into: ':member' }, '/into'],
  ['member', 'POST', 'users/:member/wallet/entries', { ...entry, amount: -1 }, '/amount'],
  ['member', 'POST', 'users/:member/wallet/entries', { ...entry, currency: 'ZZZ' }, '/currency'],
  [
    'manager',
    'POST',
    'users/:member/wallet/entries',
    { kind: 'adjustment', amount: 1, currency: 'ZZZ' },
    '/currency',
  ],
] as const)(
  'a %s gets 400 before 404 and 403 for a fault of the request: %s %s %j',
  async (role, method, path, body, faultyField) => {
    const withIds = (text: string) => text.replace(/:([a-z]\w+)/gi, (all, name) => ids[name] ?? all)
    const response = await service.request(method, withIds(path), {
      token: people[role].token,
      ...(body && { body: JSON.parse(withIds(JSON.stringify(body))) }),
    })
    expect([response.status, response.body.errors?.[0]?.path]).toEqual([400, faultyField])
  },
)
