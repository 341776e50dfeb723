import { once } from 'node:events'
import { connect } from 'node:net'
import { createTransport } from 'nodemailer'
import { expect, test } from 'vitest'
import { startMailServer } from './mail-server.ts'

const lines = ['EHLO sender', 'MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>', 'DATA', 'Subject: half']

test('a sender that ends in the middle of a mail leaves no mail, and the next one is received', async () => {
  const mailServer = await startMailServer()
  try {
    const socket = connect(Number(new URL(mailServer.url).port), '127.0.0.1')
    for (const line of lines) {
      await once(socket, 'data')
      socket.write(`${line}\r\n`)
    }
    socket.resetAndDestroy()
    await once(socket, 'close')
    const mail = { from: 'a@example.com', to: 'b@example.com', subject: 'whole', text: 'whole' }
    await createTransport(mailServer.url).sendMail(mail)
    expect(mailServer.received.map(({ mail: { subject } }) => subject)).toEqual(['whole'])
  } finally {
    await mailServer.close()
  }
})
