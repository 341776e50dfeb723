import { createServer, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { freePort } from '../../testing/processes/free-port.ts'

/** `url` contains the path; the service must listen on `servicePort`. */
type Proxy = { url: string; servicePort: number; stop(): Promise<void> }

/**
 * Starts a host on which the service has only this path; other requests are answered with 404. `removesPath`: the proxy forwards requests
 * without the path.
 */
export async function startProxyWithPath(path: string, removesPath: boolean): Promise<Proxy> {
  const servicePort = await freePort()
  const forward = (request: IncomingMessage, response: ServerResponse): void => {
    const { url = '', method, headers } = request
    if (url !== path && !url.startsWith(`${path}/`)) {
      response.writeHead(404).end('not a path of this service')
      return
    }
    const target = removesPath ? url.slice(path.length) || '/' : url
    const forwarded = openRequest(
      { host: '127.0.0.1', port: servicePort, path: target, method, headers },
      (received) => {
        response.writeHead(received.statusCode ?? 502, received.headers)
        received.pipe(response)
      },
    )
    forwarded.on('error', () => response.destroy())
    request.pipe(forwarded)
  }
  // Longer than any pause of a journey, so that a connection is not closed while a request is about to use it.
  const server = createServer({ keepAliveTimeout: 120_000 }, forward).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${path}`,
    servicePort,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
