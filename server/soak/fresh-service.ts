import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '../../testing/figures.ts'
import { type Client, createClient } from '../../testing/processes/http-client.ts'
import { createService, type RestartableService } from '../../testing/processes/service-process.ts'

/**
 * Runs a scenario on a new service with an empty DATA_DIR, then stops the service and deletes the directory. Prints the service's
 * log if a check failed.
 */
export async function withFreshService(
  connections: number,
  scenario: (service: RestartableService, client: Client) => Promise<Report>,
  settings: Record<string, string> = {},
): Promise<Report> {
  const dir = await mkdtemp(join(tmpdir(), 'coworking-soak-'))
  const service = createService(join(dir, 'data'), settings)
  const client = createClient(service.url, connections)
  let report: Report | undefined
  try {
    await service.start()
    report = await scenario(service, client)
    return report
  } finally {
    client.close()
    await service.stop()
    if (!report || report.broken.length > 0) process.stderr.write(service.log())
    await rm(dir, { recursive: true, force: true, maxRetries: 10 })
  }
}
