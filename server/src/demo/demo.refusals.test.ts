import { describe, expect, it } from 'vitest'
import { makePerson } from '../../../testing/factories.ts'
import { startTestService, type TestService } from '../../../testing/harness.ts'
import { ensureAdmin } from '../modules/auth/auth.admin.ts'
import { StartupError } from '../shared/startup-error.ts'
import { seedDemo } from './demo.ts'

const count = async (service: TestService, table: string): Promise<number> =>
  Number((await service.deps.pool.query(`SELECT count(*) AS n FROM ${table}`)).rows[0].n)

describe('a database that is in use', () => {
  it('gets no demo: neither accounts nor a coworking', async () => {
    const service = await startTestService()
    try {
      await makePerson(service)
      expect(await seedDemo(service.deps)).toBe('notEmpty')
      expect(await count(service, 'users')).toBe(1)
      expect(await count(service, 'locations')).toBe(0)
    } finally {
      await service.stop()
    }
  })
})

it('a demo whose member has the address of a stored administrator is refused, and the message advises an empty database', async () => {
  const email = 'manager@demo.coworking'
  const service = await startTestService({ ADMIN_EMAIL: email, ADMIN_PASSWORD: 'my own password' })
  try {
    await ensureAdmin(service.deps)
    const { ADMIN_EMAIL: _email, ADMIN_PASSWORD: _password, ...config } = service.deps.config
    await expect(seedDemo({ ...service.deps, config })).rejects.toThrow(
      new StartupError(`The demo has a person of its own with the address ${email}: use an empty database.`),
    )
  } finally {
    await service.stop()
  }
})

describe('a demo that has a member with the administrator’s address', () => {
  it.each(['manager@demo.coworking', 'Anna@Demo.Coworking'])(
    'is refused with advice, and leaves nothing: %s',
    async (email) => {
      const service = await startTestService({ ADMIN_EMAIL: email, ADMIN_PASSWORD: 'my own password' })
      try {
        await expect(seedDemo(service.deps)).rejects.toThrow(
          new StartupError(
            `The demo has a person of its own with the address ${email.toLowerCase()}: set ADMIN_EMAIL to another address.`,
          ),
        )
        expect(await count(service, 'users')).toBe(0)
      } finally {
        await service.stop()
      }
    },
  )
})
