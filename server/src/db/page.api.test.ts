import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { makePerson } from '../../../testing/factories.ts'
import { useService } from '../../../testing/harness.ts'
import { byName, fetchPage, type PageQuery } from './page.ts'

const service = useService()

const users = (divisor: number) => ({
  list: 'users',
  query: service.deps.db
    .selectFrom('users')
    .select(['id', sql<number>`8 / ${sql.lit(divisor)}`.as('eighth')]),
  order: byName('id'),
})
const pageOf = (divisor: number, query: Partial<PageQuery> = {}) =>
  fetchPage(users(divisor), { limit: 1, withTotal: false, ...query })

it('a data exception in a list is a refused cursor only where the request has a cursor', async () => {
  await makePerson(service)
  await makePerson(service)
  const { nextCursor } = await pageOf(1)
  await expect(pageOf(0, { cursor: nextCursor ?? '' })).rejects.toMatchObject({
    extras: { fields: [{ path: '/cursor' }] },
  })
  await expect(pageOf(0)).rejects.toMatchObject({ code: '22012' })
})
