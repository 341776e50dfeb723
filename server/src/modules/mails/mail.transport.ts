import { createTransport } from 'nodemailer'
import type { Logger } from 'pino'
import { createMailFile } from './mail.file.ts'
import type { WaitingMail } from './mail.repository.ts'

/** Sends one mail, or throws. Sending the same one twice bears the same Message-ID. */
export type SendMail = (mail: WaitingMail) => Promise<void>

// Not less for an answer: a server that has the whole mail and takes its time to say so would get it a second time.
const patience = { connectionTimeout: 10_000, greetingTimeout: 30_000, socketTimeout: 120_000 }

type Settings = { SMTP_URL?: string; MAIL_FROM: string; DATA_DIR: string }

/** Mail by SMTP; without `SMTP_URL` into a file of `DATA_DIR`. */
export function createMailTransport({ SMTP_URL, MAIL_FROM, DATA_DIR }: Settings, log: Logger): SendMail {
  if (!SMTP_URL) return createMailFile(DATA_DIR, log)
  const transport = createTransport({ url: SMTP_URL, ...patience }, { from: MAIL_FROM })
  const [, domain = 'localhost'] = /@([^>\s]+)/.exec(MAIL_FROM) ?? []
  return async ({ id, recipient, subject, body, calendar }) => {
    await transport.sendMail({
      messageId: `<${id}@${domain}>`,
      // As an object: what is stored is one address, and no list of them.
      to: { name: '', address: recipient },
      subject,
      text: body,
      ...(calendar && { icalEvent: { method: 'PUBLISH', filename: 'booking.ics', content: calendar } }),
    })
  }
}
