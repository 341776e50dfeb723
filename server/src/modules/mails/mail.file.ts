import { appendFile, chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { SendMail } from './mail.message.ts'

/**
 * Writes mails to `<dataDir>/mails.txt`, for people who try the service without a mail server. They do not go into the log, which
 * many may read: some mails contain a link that gives access to an account. Only the owner can read the file.
 */
export function createMailFile(dataDir: string, log: Logger): SendMail {
  const file = join(dataDir, 'mails.txt')
  return async ({ id, to, subject, text }) => {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await appendFile(file, `To: ${to}\nSubject: ${subject}\n\n${text}\n${'-'.repeat(72)}\n`, {
      mode: 0o600,
    })
    // A file that existed already may be readable by others.
    await chmod(file, 0o600)
    log.info({ mail: id, file }, 'there is no SMTP_URL: a mail was written to a file')
  }
}
