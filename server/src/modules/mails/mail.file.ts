import { appendFile, chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { SendMail } from './mail.message.ts'

/**
 * Mail into `<dataDir>/mails.txt`, for whoever tries the service out without a mail server. Not into the log, which many
 * may read: some mails hold a link that lets its reader into an account. Only the owner reads the file.
 */
export function createMailFile(dataDir: string, log: Logger): SendMail {
  const file = join(dataDir, 'mails.txt')
  return async ({ id, to, subject, text }) => {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await appendFile(file, `To: ${to}\nSubject: ${subject}\n\n${text}\n${'-'.repeat(72)}\n`, {
      mode: 0o600,
    })
    // One that was there already may be open to others.
    await chmod(file, 0o600)
    log.info({ mail: id, file }, 'there is no SMTP_URL: a mail was written to a file')
  }
}
