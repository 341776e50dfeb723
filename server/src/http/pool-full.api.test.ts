import { describe, expect, it } from 'vitest'
import { makePerson } from '../../../testing/factories.ts'
import { useService } from '../../../testing/harness.ts'
import { expectProblem } from '../../../testing/problem-shape.ts'

const service = useService({ DB_POOL_MAX: '2' })

describe('when every connection to the database is taken', () => {
  it('a request is refused after a while with 503 and Retry-After, and the next request succeeds when a connection is free', async () => {
    const { token } = await makePerson(service, 'admin')
    const listBookings = () => service.request('GET', 'bookings', { token })
    const taken = [await service.deps.pool.connect(), await service.deps.pool.connect()]
    // More requests than connections: none of the requests may wait for ever.
    const refused = await Promise.all([listBookings(), listBookings(), listBookings(), listBookings()])
    for (const response of refused) {
      expectProblem(response, 503, 'unavailable')
      expect(response.headers['retry-after']).toBe('1')
    }
    expect(service.deps.pool.waitingCount).toBe(0)
    for (const client of taken) client.release()
    expect((await listBookings()).status).toBe(200)
  })
})
