import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useService } from '../../testing/harness.ts'
import { lineOf, type Operation, operationsOf } from '../../testing/operations.ts'
import { startYooKassa } from '../../testing/payments/yookassa.ts'
import { makeSamples, type SamplesFixture } from '../../testing/samples/samples.ts'

// Two parts of a change are easily forgotten: an entity tag against lost updates, and an event of the audit trail.
const provider = await startYooKassa()
afterAll(provider.stop)
const service = useService(provider.env)
let fixture: SamplesFixture
let operations: Operation[]

beforeAll(async () => {
  operations = operationsOf(service.app)
  fixture = await makeSamples(service)
})

/** Sends the operation's sample as the administrator. `beforeRequest` runs after the data of the sample were made. */
async function sendSample(operation: Operation, beforeRequest?: () => Promise<void>) {
  const sample = await fixture.samples[operation.operationId]?.()
  await beforeRequest?.()
  const { path = '', body } = sample ?? {}
  const response = await service.request(operation.method, path, { token: fixture.admin.token, body })
  expect(response.status, `${lineOf(operation)}: ${response.text}`).toBeLessThan(300)
  return response
}

// Operations of staff and members that the audit trail leaves out, each with its reason.
const unrecorded: Record<string, string> = {
  sendVerificationAgain: 'the user’s own account',
  changePassword: 'the user’s own account',
  endSession: 'the user’s own account',
  updateMe: 'the user’s own account',
  createPayment: 'the payer’s own money, which the ledger records',
  previewQuote: 'writes nothing',
  writeReview: 'the author’s own text',
  editReview: 'the author’s own text',
  deleteReview: 'the author’s own text',
}

// A review is read in lists only: a client makes the entity tag from its `version`.
const withoutTag = ['/api/v1/reviews/{id}']

/** The path of the object whose entity tag the operation compares with If-Match; empty where there is none. */
function objectsOf({ path, headers }: Operation): string[] {
  const isRead = operations.some((one) => one.method === 'GET' && one.path === path)
  const object = isRead ? path : path.replace(/\}[^}]*$/, '}')
  return headers.includes('If-Match') && !withoutTag.includes(object) ? [object] : []
}

const countEvents = async () => {
  const { rows } = await service.deps.pool.query('SELECT count(*)::integer AS count FROM audit_events')
  return rows[0].count
}

describe('every route', () => {
  it('of an object that is changed with If-Match returns the entity tag of the object', async () => {
    const objects = new Set(operations.flatMap(objectsOf))
    expect(objects.size).toBeGreaterThan(4)
    for (const object of objects) {
      const [, collection] = /^(.*)\/\{\w+\}$/.exec(object) ?? []
      const shown = operations.filter(({ method, path }) =>
        method === 'POST' ? path === collection : path === object && method !== 'DELETE',
      )
      expect(
        shown.filter(({ method }) => method !== 'POST').map(lineOf),
        `no GET or PATCH of ${object} shows an entity tag: add one with \`etag: true\`, or add the path to \`withoutTag\` in this file`,
      ).not.toEqual([])
      const untagged: string[] = []
      for (const operation of shown) {
        const { headers, body } = await sendSample(operation)
        // The response to some POST is not the object.
        const isObject = operation.method !== 'POST' || body.version !== undefined
        if (isObject && headers.etag === undefined) untagged.push(lineOf(operation))
      }
      expect(
        untagged,
        'clients need the entity tag for If-Match: add `etag: true` to the `config` of these routes',
      ).toEqual([])
    }
  })

  it('of a change to the present values, or of no field, writes nothing and returns the present state', async () => {
    const changes = operations.filter(({ method }) => method === 'PATCH' || method === 'PUT')
    expect(changes.length).toBeGreaterThan(6)
    for (const operation of changes) {
      const { method } = operation
      const { path = '', body = {} } = (await fixture.samples[operation.operationId]?.()) ?? {}
      const send = (body: object) => service.request(method, path, { token: fixture.admin.token, body })
      const changed = await send(body)
      const events = await countEvents()
      for (const change of method === 'PATCH' ? [{}, body] : [body]) {
        const { status, body, headers } = await send(change)
        expect({ status, body, etag: headers.etag }, lineOf(operation)).toEqual({
          status: 200,
          body: changed.body,
          etag: changed.headers.etag,
        })
      }
      expect(await countEvents(), lineOf(operation)).toBe(events)
    }
  })

  it('that changes something adds an event to the audit trail, where staff send it', async () => {
    const writes = operations.filter((one) => one.method !== 'GET' && one['x-access'] !== 'public')
    const withoutEvent: Operation[] = []
    for (const operation of writes) {
      let before = 0
      await sendSample(operation, async () => {
        before = await countEvents()
      })
      if ((await countEvents()) === before) withoutEvent.push(operation)
    }
    expect(
      withoutEvent.filter(({ operationId }) => !(operationId in unrecorded)).map(lineOf),
      'these add no event to the audit trail: call `recordChange` or `record` of audit.service.ts at the end of the use case that the route calls, or add the operation with a reason to `unrecorded` in this file',
    ).toEqual([])
    expect(
      Object.keys(unrecorded).filter((id) => !withoutEvent.some(({ operationId }) => operationId === id)),
      'these add an event or no longer exist: remove them from `unrecorded` in this file',
    ).toEqual([])
  })
})
