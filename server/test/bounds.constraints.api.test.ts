import { expect, it, vi } from 'vitest'
import { lineOf } from '../../testing/operations.ts'
import { remedyFor, useOperations } from './invalid-input.ts'
import { inputsOf, largest, smallest, withValue } from './schema-bounds.ts'

// Only one place of a valid body is changed at a time: a body whose values are all the largest may be refused for its meaning, and then
// no constraint of the database checks it.
const fixture = useOperations()

it('the largest and the smallest value that a schema allows in any place of a body violate no constraint that answers 500', async () => {
  let sent = 0
  const recordError = vi.spyOn(fixture.service.deps.exhaustion, 'record')
  for (const operation of fixture.operationsWithBody)
    for (const { name, schema } of inputsOf(operation)) {
      const [, ...keys] = name.split('/')
      if (keys.length === 0) continue
      for (const value of [largest(schema), ...smallest(schema)]) {
        const { path, body = {} } = await fixture.sampleOf(operation)
        const { service, admin } = fixture
        const changed = withValue(body, keys, value)
        recordError.mockClear()
        const response = await service.request(operation.method, path, {
          token: admin.token,
          body: changed,
        })
        expect(
          response.status,
          `${name} of ${lineOf(operation)}: ${remedyFor(recordError.mock.lastCall?.[0])}. ${response.text}`,
        ).toBeLessThan(500)
        sent += 1
      }
    }
  expect(sent).toBeGreaterThan(200)
})
