import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { makeLocation, makePerson, makeSpace, makeTariff, type Person } from '../../testing/factories.ts'
import { databaseUrl } from '../../testing/global-setup.ts'
import { useService } from '../../testing/harness.ts'
import { migrate } from '../src/db/migrate.ts'

// Search and sorting work as people expect, whatever the locale of the database is.
const service = useService()
let admin: Person

beforeAll(async () => {
  admin = await makePerson(service, 'admin')
})

/** Pairs of a typed text and the text that is meant. */
const alike: [string, string][] = [
  ['Федор', 'Фёдор'],
  ['ФЁДОР', 'фёдор'],
  ['анн', 'Анна'],
  ['ipek', 'İpek'],
  ['İPEK', 'ipek'],
  ['ilkay', 'Ilkay'],
  ['ıssız', 'Issiz'],
  ['ΟΔΥΣΣΕΥΣ', 'Οδυσσεύς'],
  ['οδυσσευς', 'ΟΔΥΣΣΕΎΣ'],
  ['STRASSE', 'Straße'],
  ['straße', 'Strasse'],
  ['lukasz', 'Łukasz'],
  ['Soren', 'Søren'],
  ['zoe', 'Zoë'],
  ['aeon', 'Æon'],
  ['йога', 'ЙОГА'],
  ['и\u0306ога', 'Йога'],
  ["o'neil", 'O’Neil'],
  ['Jean-Luc', 'Jean‑Luc'],
  ['nguyen', 'Nguyễn'],
  ['ａｎｎａ', 'Anna'],
  ['ﬁn', 'Finn'],
  ['이', '이준'],
]
const different: [string, string][] = [
  ['иога', 'Йога'],
  ['майя', 'Маия'],
  ['сша', 'Саша'],
  ['か', 'が'],
]

describe('the search of users', () => {
  const find = async (search: string): Promise<string[]> => {
    const path = `users?search=${encodeURIComponent(search)}`
    const { body } = await service.request('GET', path, { token: admin.token })
    return body.items.map((user: { lastName: string }) => user.lastName)
  }
  const register = (lastName: string) =>
    service.request('POST', 'auth/register', {
      body: { email: `p${randomUUID()}@example.com`, password: 'a long password', firstName: 'Q', lastName },
    })

  beforeAll(async () => {
    for (const name of new Set([...alike, ...different].map(([, name]) => name.normalize('NFC'))))
      await register(name)
  })

  it.each(alike)('for %s finds %s, which is also found by its exact name', async (typed, name) => {
    expect(await find(typed)).toContain(name.normalize('NFC'))
    expect(await find(name)).toContain(name.normalize('NFC'))
  })

  it.each(different)('for %s does not find %s', async (typed, name) => {
    expect(await find(typed)).not.toContain(name)
  })

  it('ignores invisible characters, and treats wildcards literally', async () => {
    expect(await find('Фед\u00ADор\u200B')).toContain('Фёдор')
    for (const search of ['%', '_', '\\', 'Фё%', 'Ф_дор']) expect(await find(search)).toEqual([])
  })
})

describe('lists of the catalogue', () => {
  // The alphabetical order that readers expect.
  const sorted = ['Байкал', 'ели', 'Ёлка', 'Жук', 'йога', 'Кама']

  it.each(['locations', 'spaces', 'tariffs'] as const)(
    'of %s are sorted in the order of readers, page by page',
    async (list) => {
      const location = await makeLocation(service, admin)
      for (const name of ['Жук', 'йога', 'Ёлка', 'Кама', 'Байкал', 'ели']) {
        if (list === 'locations') await makeLocation(service, admin, { name })
        if (list === 'tariffs') await makeTariff(service, admin, { name, locationId: location.id })
        if (list === 'spaces') {
          const tariff = await makeTariff(service, admin)
          await makeSpace(service, admin, { locationId: location.id, tariffId: tariff.id, name })
        }
      }
      const names: string[] = []
      let cursor = ''
      do {
        const filter = list === 'locations' ? '' : `&locationId=${location.id}`
        const { body } = await service.request('GET', `${list}?limit=2${filter}${cursor}`)
        for (const item of body.items) {
          expect(item).not.toHaveProperty('nameKey')
          if (sorted.includes(item.name)) names.push(item.name)
        }
        cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`
      } while (cursor)
      expect(names).toEqual(sorted)
    },
  )

  it('continue after the longest possible names, whose keys are cut to 200 characters', async () => {
    const location = await makeLocation(service, admin)
    const tariff = await makeTariff(service, admin)
    const long = ['ﷺ'.repeat(200), `${'ﷺ'.repeat(199)}b`, '🏢'.repeat(200)]
    for (const name of long)
      await makeSpace(service, admin, { locationId: location.id, tariffId: tariff.id, name })
    let [found, cursor] = [0, '']
    do {
      const path = `spaces?limit=1&locationId=${location.id}${cursor}`
      const { status, body } = await service.request('GET', path)
      expect(status).toBe(200)
      found += body.items.length
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`
    } while (cursor)
    expect(found).toBe(3)
  })
})

describe('keys', () => {
  const server = () => inject('postgresUrl')
  const query = async (url: string, statement: string, values: unknown[] = []) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    return client.query(statement, values).finally(() => client.end())
  }
  const keysIn = async (url: string) => {
    const texts = [...alike, ...different].flat()
    const { rows } = await query(
      url,
      'SELECT array_agg(search_key(t) ORDER BY i) AS keys FROM unnest($1::text[]) WITH ORDINALITY u(t, i)',
      [texts],
    )
    return rows[0].keys
  }

  it.for([
    "LOCALE 'C'",
    "LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'tr'",
    "LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'ru'",
  ])('are equal in a database of %s', async (locale, { skip }) => {
    const { rows } = await query(server(), "SELECT 1 FROM pg_collation WHERE collprovider = 'i' LIMIT 1")
    if (locale.includes('icu') && rows.length === 0) skip('This PostgreSQL was built without ICU')
    const name = `test_${randomUUID().replaceAll('-', '')}`
    await query(server(), `CREATE DATABASE ${name} ENCODING 'UTF8' ${locale} TEMPLATE template0`)
    try {
      await migrate(databaseUrl(server(), name))
      expect(await keysIn(databaseUrl(server(), name))).toEqual(await keysIn(service.databaseUrl))
    } finally {
      await query(server(), `DROP DATABASE ${name} WITH (FORCE)`)
    }
  })

  it('are their own keys: the key of a key is the key itself', async () => {
    // Each call gets a thousand letters, because on PostgreSQL 15 the start of a call takes a tenth of a millisecond. ASCII letters are in a
    // call of their own, because the function has a shortcut for them.
    const { rows } = await query(
      service.databaseUrl,
      `WITH texts AS MATERIALIZED (
         SELECT string_agg(chr(c), $1 ORDER BY c) AS letters FROM generate_series(1, 120000) c WHERE NOT c BETWEEN 55296 AND 57343
         GROUP BY c < 128, c / 1000),
       keys AS MATERIALIZED (SELECT letters, search_key(letters) AS key FROM texts),
       twice AS MATERIALIZED (SELECT letters, key, search_key(key) AS again FROM keys)
       SELECT count(*)::int AS letters, array_agg(letter) FILTER (WHERE each.key IS DISTINCT FROM each.again) AS wrong
       FROM twice, unnest(string_to_array(letters, $1), string_to_array(key, $1), string_to_array(again, $1))
         AS each (letter, key, again)`,
      ['\n|\n'],
    )
    expect(rows).toEqual([{ letters: 120_000 - 2_048, wrong: null }])
  })

  it('are equal for both cases of every letter below U+0590: Latin, Greek, Cyrillic and Armenian', async () => {
    const letters = Array.from({ length: 0x590 }, (_, code) => String.fromCodePoint(code)).filter(
      (letter) => letter !== '\0' && letter.toLowerCase() !== letter,
    )
    const { rows } = await query(
      service.databaseUrl,
      'SELECT upper FROM unnest($1::text[], $2::text[]) u(upper, lower) WHERE search_key(upper) <> search_key(lower)',
      [letters, letters.map((letter) => letter.toLowerCase())],
    )
    expect(rows).toEqual([])
  })
})
