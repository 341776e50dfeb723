import { appendFile, chmod } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { makeFolder } from '../../make-folder.ts'
import { createBatcher } from '../../shared/coalesce.ts'
import type { SendMail } from './mail.message.ts'

/**
 * Writes mails to `<dataDir>/mails.txt`, for people who try the service without a mail server. They do not go into the log, which
 * many may read: some mails contain a link that gives access to an account. Only the owner can read the file.
 */
export function createMailFile(dataDir: string, log: Logger): SendMail {
  const file = join(dataDir, 'mails.txt')
  // The mails of a batch are written together, because each call of the file system wakes another thread.
  const append = createBatcher<string>(async (mails) => {
    makeFolder(dataDir)
    await appendFile(file, mails.join(''), { mode: 0o600 })
    // A file that existed already may be readable by others.
    await chmod(file, 0o600)
  })
  return async ({ id, to, subject, text }) => {
    await append(`To: ${to}\nSubject: ${subject}\n\n${text}\n${'-'.repeat(72)}\n`)
    log.info({ mail: id, file }, 'there is no SMTP_URL: a mail was written to a file')
  }
}
