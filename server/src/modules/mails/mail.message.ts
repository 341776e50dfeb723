import type { Tx } from '../../db/db.ts'

/** What a mail is composed as, and counted as where the address is not proved. */
export type MailPurpose = 'password_reset' | 'verify_email' | 'booking' | 'payment'

/** What the subject of a mail does not tell by itself. Never a person's words. */
export type MailDetails = { refund?: number; isByOther?: boolean }

/** A mail that waits to be sent: its recipient, purpose and subject. Its text is made at the moment of sending. */
export type QueuedMail = {
  id: string
  purpose: MailPurpose
  kind: string
  /** Mails about one subject go out in the order in which they were queued. */
  subjectId: string
  userId: string
  details: MailDetails
  createdAt: string
}

/** An iCalendar file (RFC 5545, 5546). `keptUntil`: for so long a later mail may have to cancel it. */
export type CalendarFile = { method: 'PUBLISH' | 'REQUEST' | 'CANCEL'; content: string; keptUntil: number }

/** A mail as a mail server gets it. */
export type Message = {
  to: string
  /** Whether somebody has shown that the address is theirs. Where not, the mail bears no text of a user (`mail.text.ts`). */
  isProved: boolean
  subject: string
  text: string
  calendar?: CalendarFile
}

/** What a mail is composed with, besides its subject. */
export type MailContext = {
  now: number
  /** Kinds of the later mails about this subject that wait. */
  later: string[]
  /** The method of the last calendar file about this subject that its reader may have got; null where there was none. */
  calendar: CalendarFile['method'] | null
  /** Details of earlier mails about this subject that were dropped since the last one that was sent. */
  dropped: MailDetails[]
}

/** Makes a mail from the state at this moment; null where it is not true any more, or a later one says all. */
export type Composer = (trx: Tx, mail: QueuedMail, context: MailContext) => Promise<Message | null>

export type Composers = Record<MailPurpose, Composer>

/** Sends one mail, or throws. Sending the same one twice bears the same Message-ID. */
export type SendMail = (mail: Message & { id: string }) => Promise<void>
