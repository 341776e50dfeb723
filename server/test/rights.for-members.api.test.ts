import { beforeAll, describe, expect, it } from 'vitest'
import { useService } from '../../testing/harness.ts'
import { lineOf, type Operation, operationsOf } from '../../testing/operations.ts'
import { callOf, makeRightsFixture, type RightsFixture, sendCall } from './rights-fixture.ts'

const service = useService({ RATE_LIMIT_MAX: '0' })

const namesMember = ({ requestBody }: Operation): boolean =>
  'userId' in (requestBody?.content['application/json'].schema.properties ?? {})

describe('every route whose body may name a member (`userId`)', () => {
  let fixture: RightsFixture
  let operations: Operation[]
  beforeAll(async () => {
    fixture = await makeRightsFixture(service)
    operations = operationsOf(service.app).filter(namesMember)
    expect(operations.map(callOf)).toContain('POST /bookings')
  })

  const send = (operation: Operation, actor: 'member' | 'manager' | 'otherManager' | 'admin') =>
    sendCall(service, callOf(operation), fixture, fixture.users[actor].token, {
      fields: { userId: fixture.users.owner.id },
    })

  it('lets staff of the location act for the member, and refuses other members and staff of another location', async () => {
    for (const operation of operations) {
      for (const actor of ['member', 'otherManager'] as const) {
        const { status, text } = await send(operation, actor)
        const remedy = `${lineOf(operation)} lets ${actor} act for another member: its use case calls \`assertRunsLocation\`, and \`lockManagedUser\` where \`userId\` is not the actor's: ${text}`
        expect([403, 404], remedy).toContain(status)
      }
      for (const actor of ['manager', 'admin'] as const) {
        const { status, text } = await send(operation, actor)
        const remedy = `${lineOf(operation)} refuses ${actor}, who may act for a member: ${text}`
        expect([401, 403, 404], remedy).not.toContain(status)
      }
    }
  })

  it('refuses staff who act for a blocked member', async () => {
    const body = { blocked: true }
    const { admin, owner } = fixture.users
    const blocking = await service.request('PATCH', `users/${owner.id}`, { token: admin.token, body })
    expect(blocking.status, blocking.text).toBe(200)
    for (const operation of operations) {
      const { status, text } = await send(operation, 'manager')
      const remedy = `${lineOf(operation)} acts for a blocked member: its use case calls \`assertNotBlocked\` after \`lockManagedUser\`: ${text}`
      expect(status, remedy).toBe(403)
    }
  })
})
