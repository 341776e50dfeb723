import { expect, it } from 'vitest'
import { useService } from '../../testing/harness.ts'
import { lineOf, operationsOf } from '../../testing/operations.ts'
import { callOf, makeRightsFixture, pathsWithOtherParent, sendCall } from './rights-fixture.ts'

const service = useService({ RATE_LIMIT_MAX: '0' })

// An actor with rights to a parent must not reach the children of another parent through it: a manager would change the objects of a
// location that others run.
it('a route with several ids is 404 where an object belongs to another parent', async () => {
  const operations = operationsOf(service.app).filter(({ path }) => path.split('{').length > 2)
  expect(operations.length).toBeGreaterThan(0)
  for (const operation of operations) {
    const call = callOf(operation)
    const allowed: string[] = []
    for (const actor of ['owner', 'manager', 'admin'] as const) {
      // In the fixture `own` the actor has rights to the parent; the child is one of the fixture `others`.
      const [own, others] = [await makeRightsFixture(service), await makeRightsFixture(service)]
      const { token } = own.users[actor]
      const statuses: number[] = []
      // The body names objects of either fixture, because one of the two may be refused for the objects that it names.
      for (const path of pathsWithOtherParent(call, own, others))
        for (const fixture of [own, others])
          statuses.push((await sendCall(service, call, fixture, token, { path })).status)
      // This request comes last, because it may delete an object.
      const { status } = await sendCall(service, call, own, token)
      const isAllowed = ![401, 403, 404].includes(status)
      if (isAllowed) allowed.push(actor)
      const remedy = `${call} (${lineOf(operation)}), ${actor}: look the second id up within the first, in \`target\` and in the use case: by its id and by the column of the first id, such as \`locationId\` of a location, as \`findClosure\` of closure.repository.ts does`
      const reached = statuses.filter((refused) => refused !== 404 && (isAllowed || refused !== 403))
      expect(reached, remedy).toEqual([])
    }
    expect(
      allowed.length,
      `${call}: nobody may call it with the ids of one parent: make its objects in makeRightsFixture of server/test/rights-fixture.ts`,
    ).toBeGreaterThan(0)
  }
})
