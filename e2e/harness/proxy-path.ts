import { createServer, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { freePort } from '../../testing/processes/free-port.ts'

/** A host on which the service has only one path; requests outside this path are answered with 404. */
type Host = { url: string; servicePort: number; stop(): Promise<void> }

/** `strips`: whether the proxy removes the path, so that the service sees only the rest. */
export async function startProxyWithPath(path: string, strips: boolean): Promise<Host> {
  const servicePort = await freePort()
  const passOn = (request: IncomingMessage, response: ServerResponse): void => {
    const { url = '', method, headers } = request
    if (url !== path && !url.startsWith(`${path}/`)) {
      response.writeHead(404).end('not of this service')
      return
    }
    const to = strips ? url.slice(path.length) || '/' : url
    const forwarded = openRequest(
      { host: '127.0.0.1', port: servicePort, path: to, method, headers },
      (from) => {
        response.writeHead(from.statusCode ?? 502, from.headers)
        from.pipe(response)
      },
    )
    forwarded.on('error', () => response.destroy())
    request.pipe(forwarded)
  }
  // Longer than any pause of a journey, so that a connection is not closed while a request is about to use it.
  const server = createServer({ keepAliveTimeout: 120_000 }, passOn).listen(0, '127.0.0.1')
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
