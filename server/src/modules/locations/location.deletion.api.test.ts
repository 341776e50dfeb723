import { beforeAll, describe, expect, it } from 'vitest'
import {
  makeCoworking,
  makeLocation,
  makePerson,
  makeTariff,
  type Person,
} from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'
import { holdLock } from '../../../../testing/postgres/locks.ts'
import { expectProblem } from '../../../../testing/problem-shape.ts'

const service = useService()
let admin: Person

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
})

const remove = (id: string) => service.request('DELETE', `locations/${id}`, { token: admin.token })

describe('deleting a location', () => {
  it('deletes its hours, closures and assignments of managers', async () => {
    const { id } = await makeLocation(service, admin)
    const manager = await makePerson(service, 'manager', [id])
    const closure = { from: '2026-12-24T10:00:00Z', to: '2026-12-24T12:00:00Z' }
    await service.request('POST', `locations/${id}/closures`, { token: manager.token, body: closure })
    const tables = ['opening_hours', 'closures', 'location_managers'] as const
    const countRows = async () => {
      const counts = tables.map(
        (table) => `(SELECT count(*)::int FROM ${table} WHERE location_id = $1) AS ${table}`,
      )
      return (await service.deps.pool.query(`SELECT ${counts}`, [id])).rows[0]
    }
    expect(Object.values(await countRows())).not.toContain(0)
    const response = await remove(id)
    expect(response).toMatchObject({ status: 204, text: '' })
    expect(Object.values(await countRows())).toEqual([0, 0, 0])
    expectProblem(await service.request('GET', `locations/${id}`, { token: admin.token }), 404, 'not_found')
    expectProblem(await remove(id), 404, 'not_found')
  })

  it('is in_use while a space or a tariff belongs to it', async () => {
    const { location } = await makeCoworking(service)
    expectProblem(await remove(location.id), 409, 'in_use')
    const other = await makeLocation(service, admin)
    const tariff = await makeTariff(service, admin, { locationId: other.id })
    expectProblem(await remove(other.id), 409, 'in_use')
    await service.request('DELETE', `tariffs/${tariff.id}`, { token: admin.token })
    expect((await remove(other.id)).status).toBe(204)
  })

  it('makes a tariff that is added to it, or moved to it, at the same time not_found', async () => {
    const tariff = await makeTariff(service, admin)
    for (const [method, path, values] of [
      ['POST', 'tariffs', { name: 'Day', hourlyRate: 100 }],
      ['PATCH', `tariffs/${tariff.id}`, {}],
    ] as const) {
      const { id } = await makeLocation(service, admin)
      const deletion = await holdLock(service, 'DELETE FROM locations WHERE id = $1', [id])
      const body = { ...values, locationId: id }
      const response = service.request(method, path, { token: admin.token, body })
      await deletion.untilWaiting(1)
      await deletion.release()
      expectProblem(await response, 404, 'not_found')
    }
  })
})
