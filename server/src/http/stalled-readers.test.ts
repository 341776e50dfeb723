import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endStalledResponse, registerStalledReaders } from './stalled-readers.ts'

const stalledMs = 400
// More than the operating system stores for a client that reads nothing.
const large = Buffer.alloc(32_000_000)

const app = fastify({ connectionTimeout: stalledMs })
const ofLongerTime = fastify({ connectionTimeout: 60_000 })

beforeAll(async () => {
  for (const server of [app, ofLongerTime]) {
    registerStalledReaders(server)
    server.get('/large', () => large)
    server.get('/late', async () => {
      await sleep(2.5 * stalledMs)
      return 'computed'
    })
    server.get('/impatient', (_request, reply) => {
      endStalledResponse(reply, stalledMs)
      return large
    })
    await server.listen({ port: 0, host: '127.0.0.1' })
  }
})
afterAll(() => Promise.all([app.close(), ofLongerTime.close()]))

function get(server: typeof app, path: string): Socket {
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
  return socket
}

/** Whether the service closes its side of the next connection within a few times the limit. */
async function isClosed(server: typeof app): Promise<boolean> {
  const [connection] = (await once(server.server, 'connection')) as [Socket]
  const closed = once(connection, 'close').then(() => true)
  return Promise.race([closed, sleep(5 * stalledMs, false)])
}

describe('a connection', () => {
  it('whose client reads nothing of a response is closed', async () => {
    const closed = isClosed(app)
    const socket = get(app, '/large')
    expect(await closed).toBe(true)
    socket.destroy()
  })

  it('whose client reads slowly stays open', async () => {
    const closed = isClosed(app)
    const socket = get(app, '/large')
    await once(socket, 'connect')
    const pulls = setInterval(() => socket.read(1_000_000), stalledMs / 4)
    expect(await closed).toBe(false)
    clearInterval(pulls)
    socket.destroy()
  })

  it('stays open while its response is computed', async () => {
    const socket = get(app, '/late')
    const [response] = await once(socket, 'data')
    expect(String(response)).toContain('computed')
    socket.destroy()
  })

  it('has the time limit of its response, where that has one', async () => {
    const closed = isClosed(ofLongerTime)
    const impatient = get(ofLongerTime, '/impatient')
    expect(await closed).toBe(true)
    const other = isClosed(ofLongerTime)
    const patient = get(ofLongerTime, '/large')
    expect(await other).toBe(false)
    impatient.destroy()
    patient.destroy()
  })
})
