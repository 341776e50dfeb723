import dns from 'node:dns'

// A test loads this file into a service before its own code. `localhost` then has two addresses, as on most machines.
const addresses = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]
const { lookup } = dns
dns.lookup = ((host: string, options: { all?: boolean }, done: (error: null, found: unknown) => void) =>
  host === 'localhost' && options.all
    ? done(null, addresses)
    : lookup(host, options, done as never)) as typeof dns.lookup
