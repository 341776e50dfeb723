import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

export type BareServer = { url: string; respondLike(response: Response): Promise<void>; stop(): void }

// The headers that the server adds itself.
const own = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding'])

export async function startBareServer(): Promise<BareServer> {
  const child: ChildProcess = fork(new URL('bare-server.ts', import.meta.url), { stdio: 'inherit' })
  const [{ port }] = (await once(child, 'message')) as [AddressInfo]
  return {
    url: `http://127.0.0.1:${port}`,
    /** From now on, the server answers every request with this status, these headers and these bytes. */
    async respondLike(response) {
      const headers = Object.fromEntries([...response.headers].filter(([name]) => !own.has(name)))
      const body = Buffer.from(await response.arrayBuffer()).toString('base64')
      child.send({ status: response.status, headers, body })
      await once(child, 'message')
    },
    stop: () => void child.disconnect(),
  }
}
