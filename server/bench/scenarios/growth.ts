import { median } from '../../../testing/figures.ts'
import { dayMs, toInstant } from '../../src/shared/time-range.ts'
import type { Fixture } from '../fixture.ts'
import { timeOf } from '../load.ts'

/** One list at two sizes of the database: the milliseconds of a request at each, and their ratio. */
export type Growth = { list: string; page: 'first' | 'deep'; small: number; large: number; ratio: number }

type Side = { url: string; headers: Record<string, string>; queries: Record<string, string> }

const limit = 10
const thousandthPage = 1_000

/**
 * Measures every filter and every order of the list of bookings at both sizes alternately: its first page, and its thousandth page or, where the
 * list is shorter, the last page that `deepCursor` reaches. Both services run without a cache.
 */
export async function measureGrowth(
  small: Fixture,
  large: Fixture,
  { samples, progress }: { samples: number; progress: (what: string) => void },
): Promise<Growth[]> {
  const services = [await sideOf(small), await sideOf(large)] as const
  const found: Growth[] = []
  for (const list of Object.keys(services[0].queries)) {
    progress(list)
    const paths = services.map(({ queries }) => `/api/v1/bookings?limit=${limit}&${queries[list]}`)
    found.push(await compare(list, 'first', services, paths, samples))
    const cursors = await Promise.all(services.map((side, index) => deepCursor(side, paths[index] ?? '')))
    if (cursors.includes(null)) continue
    const deep = paths.map((path, index) => `${path}&cursor=${cursors[index]}`)
    found.push(await compare(list, 'deep', services, deep, samples))
  }
  return found
}

async function compare(
  list: string,
  page: Growth['page'],
  services: readonly [Side, Side],
  paths: string[],
  samples: number,
): Promise<Growth> {
  const timesMs: [number[], number[]] = [[], []]
  for (let sample = 0; sample < samples + 10; sample++)
    for (const index of [0, 1] as const) {
      const { url, headers } = services[index]
      const ms = await timeOf(async () => {
        const response = await fetch(url + paths[index], { headers })
        await response.arrayBuffer()
        if (response.status !== 200) throw new Error(`${paths[index]} answered ${response.status}`)
      })
      // The first few warm up caches and connections.
      if (sample >= 10) timesMs[index].push(ms)
    }
  const [a, b] = [median(timesMs[0]), median(timesMs[1])]
  return { list, page, small: a, large: b, ratio: b / a }
}

/** The cursor of the thousandth page, reached in steps of up to 990 rows, or of the last full step; null where the list fits into one step. */
async function deepCursor({ url, headers }: Side, path: string): Promise<string | null> {
  let cursor: string | null = null
  for (let left = (thousandthPage - 1) * limit; left > 0; ) {
    const stride = Math.min(left, 990)
    const at = `${url}${path.replace(`limit=${limit}`, `limit=${stride}`)}${cursor ? `&cursor=${cursor}` : ''}`
    const { nextCursor } = (await (await fetch(at, { headers })).json()) as { nextCursor: string | null }
    if (nextCursor === null) return cursor
    cursor = nextCursor
    left -= stride
  }
  return cursor
}

async function sideOf(fixture: Fixture): Promise<Side> {
  const { query, databaseUrl } = fixture
  const mostFrequent = async (column: string) => {
    const [row] = await query<{ id: string }>(
      `SELECT ${column} AS id FROM bookings GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`,
    )
    return row?.id ?? ''
  }
  const [admin] = await query<{ id: string }>(`SELECT id FROM users WHERE role = 'admin' LIMIT 1`)
  const run = await fixture.another({ DATABASE_URL: databaseUrl, PROCESS: 'web', REDIS_URL: '' })
  const headers = { authorization: `Bearer ${await fixture.tokenOf(admin?.id ?? '')}` }
  const now = Math.floor(Date.now() / dayMs) * dayMs
  const at = (days: number) => encodeURIComponent(toInstant(now + days * dayMs))
  const sorts = ['startsAt', '-startsAt', 'createdAt', '-createdAt', 'totalPrice', '-totalPrice']
  const statuses = ['pending', 'confirmed', 'completed', 'cancelled', 'no_show']
  const filters = {
    locationId: `locationId=${await mostFrequent('location_id')}`,
    spaceId: `spaceId=${await mostFrequent('space_id')}`,
    userId: `userId=${await mostFrequent('user_id')}`,
    ...Object.fromEntries(statuses.map((status) => [`status ${status}`, `status=${status}`])),
    'two statuses': 'status=pending&status=confirmed',
    'status confirmed, sort createdAt': 'status=confirmed&sort=createdAt',
    'status no_show, sort -totalPrice': 'status=no_show&sort=-totalPrice',
    'status completed, sort -createdAt': 'status=completed&sort=-createdAt',
    'locationId, status confirmed': `locationId=${await mostFrequent('location_id')}&status=confirmed`,
    'locationId, status completed, sort -startsAt': `locationId=${await mostFrequent('location_id')}&status=completed&sort=-startsAt`,
    from: `from=${at(-300)}`,
    to: `to=${at(-300)}`,
    'from and to': `from=${at(-300)}&to=${at(-270)}`,
    minPrice: 'minPrice=1000000',
    maxPrice: 'maxPrice=10000',
    include: 'include=user,space',
  }
  const queries = { ...Object.fromEntries(sorts.map((sort) => [`sort ${sort}`, `sort=${sort}`])), ...filters }
  return { url: run.url, headers, queries }
}
