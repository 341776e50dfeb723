import { expect, it } from 'vitest'
import { killUnderLoad } from '../soak/kill-loop.ts'

// A short version of a part of `make soak`, which kills ten times and has more clients.
it('SIGKILL of the service and of PostgreSQL under load loses no confirmed write and repeats none', async () => {
  const kills = ['service', 'postgres', 'service'] as const
  const report = await killUnderLoad({ kills: [...kills], clients: 6, spaces: 4, auditScriptEachTime: false })
  expect(report.broken).toEqual([])
  expect(report.figures[0]?.['bookings kept']).toBeGreaterThan(5)
}, 180_000)
