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
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  // A header may contain ASCII only. An address literal, such as `[192.0.2.1]`, is no domain, and is ASCII already.
  const asciiDomain = domainToASCII(domain) || domain
  return async ({ id, to, subject, text, calendarFile }) => {
    await transport.sendMail({
      messageId: `<${id}@${asciiDomain}>`,
      headers: automaticHeaders,
      // The address is given as an object, because the stored text is one address and not a list.
      to: { name: '', address: to },
      subject,
      text,
      ...(calendarFile && {
        icalEvent: { method: calendarFile.method, filename: 'booking.ics', content: calendarFile.write() },
      }),
    })
  }
}

type SmtpError = { code?: unknown; command?: unknown; responseCode?: unknown }

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
 * The kind of refusal: `permanent` where the mail server refuses the recipient or the mail for ever (5xx), or nodemailer refuses the
 * address as invalid; `temporary` for any other response of the server. Null where the server gave no response code. Pure.
 */
export function refusalOf(error: unknown): 'permanent' | 'temporary' | null {
  const { code, command, responseCode } = (error ?? {}) as SmtpError
  if (code === 'EENVELOPE' && command === 'API') return 'permanent'
  if (typeof responseCode !== 'number') return null
  const isAboutMail = command === 'RCPT TO' || command === 'DATA'
  return isAboutMail && responseCode >= 500 && !authenticationCodes.has(responseCode)
    ? 'permanent'
    : 'temporary'
}
