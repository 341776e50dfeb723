import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'

// A mail server that requires STARTTLS and a password, as those of providers do. It writes each mail to a file.
const [folder = '.', key = '', certificate = ''] = process.argv.slice(2)
let received = 0

const server = new SMTPServer({
  key: readFileSync(key),
  cert: readFileSync(certificate),
  authOptional: false,
  disableReverseLookup: true,
  logger: false,
  onAuth: ({ username, password }, { secure }, done) => {
    if (secure && username === 'coworking' && password === 'mail-password') done(null, { user: username })
    else done(new Error('wrong user or password'))
  },
  onData: (stream, { envelope }, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      received += 1
      const head = `Trial-Recipients: ${envelope.rcptTo.map(({ address }) => address).join(', ')}\r\n`
      writeFileSync(join(folder, `${received}.eml`), Buffer.concat([Buffer.from(head), ...chunks]))
      done()
    })
  },
})
server.on('error', () => {})
server.listen(587, '127.0.0.1')
