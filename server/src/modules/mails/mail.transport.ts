import { domainToASCII } from 'node:url'
import { createTransport } from 'nodemailer'
import type { Logger } from 'pino'
import { mailboxOf } from '../../shared/mailbox.ts'
import { createMailFile } from './mail.file.ts'
import type { SendMail } from './mail.message.ts'

// The socket timeout is this long because a slow server may already have the whole mail: a retry after a shorter time would deliver it
// twice.
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 30_000, socketTimeout: 120_000 }

// No person wrote the mails, so mailboxes send no absence notice to `MAIL_FROM` (RFC 3834, 5); Exchange has its own header for this.
const automaticHeaders = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' }

type Settings = { SMTP_URL?: string; MAIL_FROM: string; DATA_DIR: string }

/** Sends mail by SMTP; without `SMTP_URL` it writes it to a file of `DATA_DIR`. */
export function createMailTransport({ SMTP_URL, MAIL_FROM, DATA_DIR }: Settings, log: Logger): SendMail {
  if (!SMTP_URL) return createMailFile(DATA_DIR, log)
  // The sender is given as an object, because in a text nodemailer reads a colon as the name of a group, and parentheses as a comment.
  const from = mailboxOf(MAIL_FROM)
  const transport = createTransport({ url: SMTP_URL, ...timeouts }, { from })
  // The ids of mails in connections that have come to the mail itself: nodemailer reads it only after signing in.
  const begun = new Set<string>()
  transport.use('stream', ({ message, data }, done) => {
    message.processFunc((input) => {
      begun.add(String(data.messageId))
      return input
    })
    done()
  })
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  // A header may contain ASCII only. An address literal, such as `[192.0.2.1]`, is no domain, and is ASCII already.
  const asciiDomain = domainToASCII(domain) || domain
  return async ({ id, to, subject, text, calendarFile }) => {
    const messageId = `<${id}@${asciiDomain}>`
    const sending = transport.sendMail({
      messageId,
      headers: automaticHeaders,
      // The address is given as an object, because the stored text is one address and not a list.
      to: { name: '', address: to },
      subject,
      text,
      ...(calendarFile && {
        icalEvent: { method: calendarFile.method, filename: 'booking.ics', content: calendarFile.write() },
      }),
    })
    try {
      await sending
    } catch (error) {
      const { code, command, responseCode } = error as SmtpError
      const isAddressInvalid = code === 'EENVELOPE' && command === 'API'
      const isSenderRefused = command === 'MAIL FROM' && typeof responseCode === 'number'
      const isBeforeMail = isSenderRefused || (!isAddressInvalid && !begun.has(messageId))
      throw Object.assign(error as Error, { isBeforeMail })
    } finally {
      begun.delete(messageId)
    }
  }
}

type SmtpError = {
  code?: unknown
  command?: unknown
  responseCode?: unknown
  /** Whether the server failed, or refused the service, before it was told the recipient. */
  isBeforeMail?: unknown
}

/**
 * An error as it goes into the log: the text of a mail server, and other fields of its error, contain the address of the recipient, which
 * the log must not have (docs/privacy.md). An error that comes from no mail server stays as it is. Pure.
 */
export function toLoggedError(error: unknown): unknown {
  const { code, command, responseCode } = (error ?? {}) as SmtpError
  if (command === undefined) return error
  return { message: String(error).replace(/[^\s<>]+@[^\s<>]+/g, '…'), code, command, responseCode }
}

// The server requires another authentication: the settings are wrong, not the mail.
const authenticationCodes = new Set([530, 534, 535, 538])

/**
 * The kind of failure: `server` where it says nothing about the mail, and the server has not got it (no connection, a wrong password);
 * `permanent` where the mail server refuses the recipient or the mail for ever (5xx), or nodemailer refuses the
 * address as invalid; `temporary` for any other response of the server. Null where the server gave no response code: it may have got the
 * mail, because the connection broke late, or the mail could not be composed. Pure.
 */
export function failureOf(error: unknown): 'server' | 'permanent' | 'temporary' | null {
  const { code, command, responseCode, isBeforeMail } = (error ?? {}) as SmtpError
  if (isBeforeMail === true) return 'server'
  if (code === 'EENVELOPE' && command === 'API') return 'permanent'
  if (typeof responseCode !== 'number') return null
  if (authenticationCodes.has(responseCode)) return 'server'
  const isAboutMail = command === 'RCPT TO' || command === 'DATA'
  return isAboutMail && responseCode >= 500 ? 'permanent' : 'temporary'
}
