import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { makePerson, type Person } from '../../../../testing/factories.ts'
import { useService } from '../../../../testing/harness.ts'

const service = useService()
const count = 3_000
let admin: Person

type Listed = { id: string; email: string; firstName: string; lastName: string; createdAt: string }

/** 3,000 people with ten first names and 700 last names; three are created at each instant. */
beforeAll(async () => {
  admin = await makePerson(service, 'admin')
  await sql`
    INSERT INTO users (id, email, first_name, last_name, created_at, updated_at, blocked_at)
    SELECT gen_random_uuid(), 'guest' || i || '@example.com',
      (ARRAY['Anna', 'Ivan', 'Olga', 'Пётр', 'Мария', 'Alexander', 'John', 'O_Neil', 'Ann', 'Zoë'])[1 + i % 10],
      'Name' || i % 700, timestamptz '2026-01-01' + i / 3 * interval '1 minute', now(),
      CASE WHEN i % 500 = 0 THEN now() END
    FROM generate_series(1, ${count}) i`.execute(service.deps.db)
})

async function listAll(query: string, limit: number): Promise<Listed[]> {
  const items: Listed[] = []
  let cursor = ''
  do {
    const path = `users?limit=${limit}&${query}${cursor && `&cursor=${cursor}`}`
    const { status, body, text } = await service.request('GET', path, { token: admin.token })
    expect(status, text).toBe(200)
    items.push(...body.items)
    cursor = body.nextCursor ?? ''
  } while (cursor)
  return items
}

/** A plain implementation of the search: users for whom each word begins a name or the email, newest first. */
function expected(everybody: Listed[], search: string): string[] {
  const words = search.toLowerCase().split(' ')
  const begins = (person: Listed, word: string) =>
    [person.email, person.firstName, person.lastName].some((text) => text.toLowerCase().startsWith(word))
  return everybody.filter((person) => words.every((word) => begins(person, word))).map((person) => person.id)
}

it.each([
  ['a rare name', 'name42', [1, 100]],
  ['a rare name in capitals', 'NAME42', [1, 100]],
  ['a whole email', 'guest77@example.com', [1, 1]],
  ['a name that one in ten has', 'пётр', [300, 300]],
  ["two names that begin alike, the administrator's among them", 'an', [601, 601]],
  ['the word that begins every email', 'guest', [count, count]],
  ['two words, one of which begins every email', 'guest name42', [1, 100]],
  ['a name with a wildcard of LIKE', 'o_n', [300, 300]],
  ['a wildcard of LIKE alone', '_', [0, 0]],
  ['a word that begins nothing', 'zzz', [0, 0]],
] as const)(
  'a search for %s finds exactly the matching users, newest first and page by page',
  async (_, search, [min, max]) => {
    const everybody = await listAll('', 1_000)
    const found = (await listAll(`search=${encodeURIComponent(search)}`, 97)).map((person) => person.id)
    expect(found).toEqual(expected(everybody, search))
    expect(found.length).toBeGreaterThanOrEqual(min)
    expect(found.length).toBeLessThanOrEqual(max)
  },
)

it('a search is narrowed by role and block, and counted with them', async () => {
  const search = (query: string) =>
    service.request('GET', `users?${query}&withTotal=true`, { token: admin.token })
  expect((await search('search=guest&blocked=true')).body).toMatchObject({ total: 6, nextCursor: null })
  expect((await search('search=guest&role=member&blocked=false')).body.total).toBe(count - 6)
  expect((await search('search=name42&role=admin')).body).toEqual({ items: [], nextCursor: null, total: 0 })
})
