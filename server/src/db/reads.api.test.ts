import { expect, it } from 'vitest'
import { useService } from '../../../testing/harness.ts'
import { query } from '../../../testing/postgres/query.ts'
import { columns, selectList } from './json-columns.ts'
import { createJsonRows } from './json-rows.ts'
import { createReadRows } from './reads.ts'
import { statement } from './statement.ts'
import { createMessageReader } from './wire.ts'

const service = useService()

const short = { prepared: true, isShort: true }
const numbers = { n: columns.integer('n') }
const upTo = (count: number, error = false) =>
  statement((put) => {
    const from = `generate_series(1, ${put(count)}::int) n`
    return `SELECT NULL::timestamptz, ${error ? '1 / (n - 1)' : selectList(numbers)} FROM ${from}`
  })
const listOf = (page: { finish(tail: string): Buffer }) => JSON.parse(page.finish(']}').toString()).items
const begin = () => createJsonRows(numbers, { limit: 1_000 })

it('JSON rows are written as JSON.stringify writes them, whatever the values', async () => {
  const texts = ['', 'Анна "Волкова"', 'a\\b\u0001\u001f\b\t\n\f\r\u007f\u2028', '🪑 é ё', '</script>']
  const instants = ['2026-12-01T09:00:00.000Z', '1999-12-31T23:59:59.999Z', '2024-02-29T00:00:01.020Z']
  const integers = [0, -1, 1_000_000_000_000, 9_007_199_254_740_991, -1_000_000_000_000]
  const items = texts.map((title, index) => ({
    id: `0190a0b0-0000-7000-8000-00000000000${index}`,
    title,
    at: instants[index] ?? null,
    amount: integers[index] as number,
    version: index,
    isOdd: index % 2 === 1,
    quote: index === 0 ? null : { lines: [title] },
  }))
  const itemColumns = {
    id: columns.uuid('id'),
    title: columns.text('title'),
    at: columns.instant('at'),
    amount: columns.integer('amount'),
    version: columns.integer('version'),
    isOdd: columns.boolean('"isOdd"'),
    quote: columns.json('quote'),
  }
  const everyValue = statement(
    (
      put,
    ) => `SELECT NULL::timestamptz, ${selectList(itemColumns)} FROM json_to_recordset(${put(JSON.stringify(items))})
      AS x (id uuid, title text, at timestamptz, amount bigint, version int, "isOdd" boolean, quote json)`,
  )
  const page = await service.deps.readRows(everyValue, short, () =>
    createJsonRows(itemColumns, { limit: 10 }),
  )
  expect(page.finish(']}').toString()).toBe(JSON.stringify({ items }))
})

it('the message reader reads messages that arrive in pieces of any length', () => {
  const message = (type: string, body: string) => {
    const head = Buffer.alloc(5, type)
    head.writeUInt32BE(4 + body.length, 1)
    return Buffer.concat([head, Buffer.from(body)])
  }
  const sent = [message('D', 'abc'), message('Z', ''), message('D', 'x'.repeat(20))]
  const bytes = Buffer.concat(sent)
  for (let size = 1; size <= bytes.length; size++) {
    const found: string[] = []
    const read = createMessageReader((type, chunk, from, to) =>
      found.push(String.fromCharCode(type) + chunk.toString('latin1', from, to)),
    )
    for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size))
    expect(found).toEqual(['Dabc', 'Z', `D${'x'.repeat(20)}`])
  }
})

it('each of many simultaneous reads gets its own rows, and only the read that raised an error gets the error', async () => {
  const counts = Array.from({ length: 40 }, (_, index) => index + 1)
  const results = await Promise.allSettled(
    counts.map((count) => service.deps.readRows(upTo(count, count % 7 === 0), short, begin)),
  )
  for (const [index, result] of results.entries()) {
    const count = index + 1
    if (count % 7 === 0) expect(result).toMatchObject({ reason: { code: '22012' } })
    else if (result.status === 'fulfilled') expect(listOf(result.value)).toHaveLength(count)
    else throw result.reason
  }
})

it('the other reads of a terminated connection are sent again', async () => {
  const { pool } = service.deps
  const readRows = createReadRows(pool)
  const terminatesItself = statement(
    () => 'SELECT NULL::timestamptz, pg_terminate_backend(pg_backend_pid())::int',
  )
  const others = Array.from({ length: 20 }, () => readRows(upTo(3), short, begin))
  const ended = readRows(terminatesItself, short, begin)
  const later = Array.from({ length: 20 }, () => readRows(upTo(3), short, begin))
  await expect(ended).rejects.toMatchObject({ code: '57P01' })
  for (const page of await Promise.all([...others, ...later])) expect(listOf(page)).toHaveLength(3)
  await expect.poll(() => pool.idleCount).toBe(pool.totalCount)
})

it('all reads of a connection that an operator ends are sent again, also the running one', async () => {
  const { pool } = service.deps
  const readRows = createReadRows(pool)
  const slow = statement(() => 'SELECT NULL::timestamptz, 7 AS n FROM pg_sleep(0.5)')
  const reads = [slow, upTo(1), upTo(1)].map((read) => readRows(read, short, begin))
  const endRunning = () =>
    query(
      service.databaseUrl,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`,
    )
  await expect.poll(endRunning, { interval: 5 }).toHaveLength(1)
  for (const page of await Promise.all(reads)) expect(listOf(page)).toHaveLength(1)
  await expect.poll(() => pool.idleCount).toBe(pool.totalCount)
})

it('every connection is given back to the pool, which goes on as before', async () => {
  const { pool, readRows } = service.deps
  await Promise.all(Array.from({ length: 30 }, () => readRows(upTo(2), short, begin)))
  await expect.poll(() => pool.idleCount).toBe(pool.totalCount)
  const { rows } = await pool.query({ text: 'SELECT $1::int AS n', values: [7], name: 'after_reads' })
  expect(rows).toEqual([{ n: 7 }])
})
