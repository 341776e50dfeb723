import type { Tx } from '../../db/db.ts'

/** The purpose of a mail selects its composer, and the limits for unverified addresses. */
export type MailPurpose =
  | 'password_reset'
  | 'password_changed'
  | 'verify_email'
  | 'booking'
  | 'payment'
  | 'receipt'
  | 'merge'

/** Details of a mail that cannot be read from the object that the mail is about; never a text that a person wrote. */
export type MailDetails = {
  /** What the change of the booking refunded, in the minor unit. */
  refund?: number
  /** Whether a person other than the owner made the change. */
  isByOther?: boolean
  /** The email of an account before it was closed by a merge. */
  formerEmail?: string
  /** The refund of the payment that the mail is about. */
  refundId?: string
  /** Whether the payer was deleted before the change. */
  isOwnerDeleted?: boolean
}

/**
 * A mail that waits to be sent: its recipient, its purpose, and the object that it is about (a booking, a payment, an account). Its
 * text is made at the moment of sending.
 */
export type QueuedMail = {
  id: string
  purpose: MailPurpose
  /** The variant within the purpose, such as `merged_former`. */
  kind: string
  /**
   * The id of the object that the mail is about. Mails of one purpose about one object to one person are sent in the order in which they
   * were queued.
   */
  subjectId: string
  userId: string
  details: MailDetails
  createdAt: string
}

/**
 * An iCalendar file (RFC 5545, 5546). Until `keptUntil` a later mail may have to cancel it. `write` makes its text, which costs more
 * than the rest of a mail: only the code that sends the file calls it.
 */
export type CalendarFile = {
  method: 'PUBLISH' | 'REQUEST' | 'CANCEL'
  write(): string
  keptUntil: number
}

/** A mail in the form that a mail server receives. */
export type Message = {
  to: string
  /** Whether the address was verified. A mail to an unverified address contains no name of the person (`mail.text.ts`), and no reason that anybody wrote. */
  isVerified: boolean
  /** The subject line. */
  subject: string
  text: string
  calendarFile?: CalendarFile
}

/** The data for composing a mail, besides the object that it is about. */
export type MailContext = {
  now: number
  /** The kinds of the later waiting mails of this purpose about this object, to any recipient; each kind once. */
  laterKinds: string[]
  /**
   * The method of the last calendar file in mails of this purpose about this object that was or may have been delivered; null where there
   * was none.
   */
  calendarMethod: CalendarFile['method'] | null
  /** The sum of the refunds in earlier mails of this purpose about this object that were dropped since the last sent mail. */
  droppedRefund: number
}

/**
 * Composes a mail from the present state; null where nothing is to be sent: the mail is out of date, a later mail replaces it, or the account has
 * no email or, for a link, is blocked.
 */
type Compose = (trx: Tx, mail: QueuedMail, context: MailContext) => Promise<Message | null>

export type MailToCompose = { mail: QueuedMail; context: MailContext }

export type Composer = Compose & {
  /** Composes several mails by one read, and returns them in the same order. Only for a composer that writes nothing. */
  composeAll?: (trx: Tx, mails: MailToCompose[]) => Promise<(Message | null)[]>
}

export type Composers = Record<MailPurpose, Composer>

/** Sends one mail, or throws. All attempts to send a mail have the same Message-ID. */
export type SendMail = (mail: Message & { id: string }) => Promise<void>
