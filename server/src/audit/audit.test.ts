import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { createDatabase } from '../../../testing/harness.ts'
import { query } from '../../../testing/postgres/query.ts'
import { runTool } from '../../../testing/processes/run-tool.ts'

const audit = (url: string) => runTool('audit/audit.ts', [], { DATABASE_URL: url })

describe('make audit', { timeout: 60_000 }, () => {
  it('reports that the books of a migrated database are right, and the number of checks', async () => {
    const { url, drop } = await createDatabase()
    expect(await audit(url)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^The books are right: \d+ checks\.\n$/),
      stderr: '',
    })
    await drop()
  })

  it('names the wrong row, and exits with 1', async () => {
    const { url, drop } = await createDatabase()
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const user = '01a2038e-0000-7000-8000-000000000001'
    await client.query(
      `INSERT INTO users (id, email, first_name, last_name, created_at, updated_at)
         VALUES ('${user}', 'a@example.com', 'Ann', 'Bell', now(), now());
       INSERT INTO accounts (id, kind, user_id, currency, balance, created_at, touched_at)
         VALUES ('${user}', 'wallet', '${user}', 'RUB', 500, now(), now())`,
    )
    await client.end()
    const result = await audit(url)
    expect(result.code).toBe(1)
    expect(result.stdout).toContain(user)
    expect(result.stdout).toMatch(/FAULT {2}This rule is violated: /)
    await drop()
  })

  it('reports a fault that has no row of its own without an id', async () => {
    const { url, drop } = await createDatabase()
    await query(url, `INSERT INTO audit_head (seq, seal) VALUES (7, 'a seal')`)
    expect(await audit(url)).toMatchObject({
      code: 1,
      stdout:
        'FAULT  This rule is violated: the audit trail ends where its head says\n       head 7, last event 0\nFaults: 1.\n',
    })
    await drop()
  })

  it('reports for a database without tables, in one line, what to do first', async () => {
    const { url, drop } = await createDatabase('template0')
    expect(await audit(url)).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'This database does not have the tables of this version yet: start the service on it once, then run this command again.\n',
    })
    await drop()
  })
})
