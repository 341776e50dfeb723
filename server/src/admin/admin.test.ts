import { expect, it } from 'vitest'
import { startTestService } from '../../../testing/harness.ts'
import { query } from '../../../testing/postgres/query.ts'
import { runTool } from '../../../testing/processes/run-tool.ts'

const run = (email: string, url: string) => runTool('admin/admin.ts', [email], { DATABASE_URL: url })

it('make admin prints a password that signs in as an administrator, beside the running service; it refuses a standby', async () => {
  const service = await startTestService()
  try {
    const { code, stdout } = await run('Olga@example.com', service.databaseUrl)
    expect(code).toBe(0)
    const [, password = ''] = /Password {2}(\S+) /.exec(stdout) ?? []
    const body = { email: 'olga@example.com', password }
    expect((await service.request('POST', 'auth/login', { body })).body.user.role).toBe('admin')
    expect(await run('', service.databaseUrl)).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'Name the account: `make admin EMAIL=olga@example.com`, or `coworking-manager admin olga@example.com`\n',
    })
    const database = new URL(service.databaseUrl).pathname.slice(1)
    await query(service.databaseUrl, `ALTER DATABASE ${database} SET default_transaction_read_only = on`)
    const refused = await run('Olga@example.com', service.databaseUrl)
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(/^PostgreSQL takes no writes: it is a standby, or read-only/)
  } finally {
    await service.stop()
  }
}, 60_000)
