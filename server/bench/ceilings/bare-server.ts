import { createServer } from 'node:http'

// The ceiling of HTTP on this machine: a server that sends one response from memory. It runs in its own process, as the service
// does; the parent process sends it the response.

type StoredResponse = { status: number; headers: Record<string, string>; body: string }

let stored: StoredResponse & { bytes: Buffer } = {
  status: 200,
  headers: {},
  body: '',
  bytes: Buffer.alloc(0),
}

const server = createServer((_request, response) => {
  response.writeHead(stored.status, stored.headers)
  if (stored.status === 304) response.end()
  else response.end(stored.bytes)
})

process.on('message', (next: StoredResponse) => {
  stored = { ...next, bytes: Buffer.from(next.body, 'base64') }
  process.send?.('set')
})
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
