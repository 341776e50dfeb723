import { vi } from 'vitest'
import type { TestService } from './harness.ts'

/** Waits until this read is answered from the cache: the service uses a new Redis connection only after some time. */
export const untilCached = (service: TestService, path: string, token?: string): Promise<void> =>
  vi.waitFor(
    async () => {
      const { headers } = await service.request('GET', path, { token })
      if (headers['x-cache'] !== 'HIT') throw new Error(`${path} is answered by ${headers['x-cache']}`)
    },
    { timeout: 20_000, interval: 20 },
  )
