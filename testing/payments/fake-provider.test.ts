import { expect, it } from 'vitest'
import { startYooKassa } from './yookassa.ts'

// On Linux the whole of 127.0.0.0/8 belongs to the loopback interface.
const hosts = ['127.0.0.1', '0.0.0.0', ...(process.platform === 'linux' ? ['127.0.0.2'] : [])]

it.each(hosts)(
  'a fake provider that listens on %s is reached at its URL, and so are its pages',
  async (host) => {
    const provider = await startYooKassa({ host })
    try {
      expect((await fetch(`${provider.url}/v3/me`)).status).toBe(401)
      expect((await fetch(provider.pageOf('unknown'))).status).toBe(404)
    } finally {
      await provider.stop()
    }
  },
)
