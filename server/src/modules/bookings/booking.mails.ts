import { dateAndTimeText, timeRangeText } from '../../shared/date-text.ts'
import { durationText } from '../../shared/duration-text.ts'
import type { Text } from '../../shared/language.ts'
import { formatMoney } from '../../shared/money.ts'
import { minuteMs, toMs } from '../../shared/time-range.ts'
import type { Message } from '../mails/mail.message.ts'
import { greetingOf, toMailLine } from '../mails/mail.text.ts'
import { calendarFileOf } from './booking.ical.ts'
import { type ReceiptFacts, receiptLines } from './booking.receipt.ts'
import { checkInDeadline } from './booking.states.ts'

export type MailKind =
  | 'requested'
  | 'confirmed'
  | 'moved'
  | 'cancelled'
  | 'approved'
  | 'rejected'
  | 'expired'
  | 'reminder'

/** The content of a mail about a booking; `refund` is in the minor unit. */
export type MailFacts = ReceiptFacts & {
  version: number
  updatedAt: string
  startsAt: string
  endsAt: string
  totalPrice: number
  refund: number
  /** Whether the booking is lost without a check-in. */
  requiresCheckIn: boolean
  /** The reason that another person than the owner gave; empty where there is none. */
  reason: string
  spaceName: string
  locationName: string
  address: string
  /** How to get in, as staff wrote it; empty where there is nothing to say. */
  locationAccess: string
  spaceAccess: string
  timeZone: string
}

const subjects: Record<Exclude<MailKind, 'reminder'>, Text> = {
  requested: { en: 'Booking is awaiting approval', ru: 'Бронирование ждёт подтверждения' },
  confirmed: { en: 'Booking confirmed', ru: 'Бронирование подтверждено' },
  moved: { en: 'Booking moved', ru: 'Бронирование перенесено' },
  cancelled: { en: 'Booking cancelled', ru: 'Бронирование отменено' },
  approved: { en: 'Booking approved', ru: 'Бронирование подтверждено' },
  rejected: { en: 'Booking rejected', ru: 'Бронирование отклонено' },
  expired: { en: 'Booking was not approved in time', ru: 'Бронирование не подтвердили вовремя' },
}

const startsInAnHour: Text = {
  en: 'Your booking starts in an hour',
  ru: 'Ваше бронирование начнётся через час',
}
// A reminder that is sent late, with fewer minutes left than this, says how much time is left.
const minMinutesCalledAnHour = 55

/** What the mail is about, in one sentence without its full stop. */
function subjectOf(kind: MailKind, startsAt: string, now: number): Text {
  if (kind !== 'reminder') return subjects[kind]
  const minutes = Math.max(1, Math.floor((toMs(startsAt) - now) / minuteMs))
  if (minutes >= minMinutesCalledAnHour) return startsInAnHour
  const left = durationText(minutes)
  return { en: `Your booking starts in ${left.en}`, ru: `Ваше бронирование начнётся через ${left.ru}` }
}

const labelsByLocale = {
  en: {
    when: 'When',
    where: 'Where',
    price: 'Price',
    refund: 'Refunded to your balance',
    reason: 'Reason',
    access: 'How to get in',
  },
  ru: {
    when: 'Когда',
    where: 'Где',
    price: 'Цена',
    refund: 'Возвращено на баланс',
    reason: 'Причина',
    access: 'Как попасть внутрь',
  },
}

const kindsAboutEndedBooking = new Set<MailKind>(['cancelled', 'rejected', 'expired'])

type SendingContext = { calendarMethod: 'REQUEST' | 'CANCEL' | null; sender: string; now: number }

/**
 * A mail about a booking in its owner's language, with times on the location's clock. It holds no text that a member wrote, such
 * as the title: the member may have given another person's address. It holds a reason only when the address is verified. Pure.
 */
export function bookingMail(kind: MailKind, facts: MailFacts, context: SendingContext): Message {
  const { calendarMethod, sender, now } = context
  const { locale, currency, refund, spaceName, locationName, address } = facts
  const labels = labelsByLocale[locale]
  const venue = [spaceName, locationName, address]
    .map((text) => toMailLine(text))
    .filter(Boolean)
    .join(', ')
  const reason = facts.isVerified ? toMailLine(facts.reason, { maxLength: maxReasonLength }) : ''
  const lines = [
    `${labels.when}: ${timeRangeText(facts, facts.timeZone, locale)} (${facts.timeZone})`,
    `${labels.where}: ${venue}`,
    `${labels.price}: ${formatMoney(facts.totalPrice, currency, locale)}`,
    ...(refund > 0 ? [`${labels.refund}: ${formatMoney(refund, currency, locale)}`] : []),
    ...(reason === '' ? [] : [`${labels.reason}: ${reason}`]),
    ...checkInLines(kind, facts),
    ...accessLines(kind, facts),
  ]
  const dateAndTimeOf = (at: string) => dateAndTimeText(at, facts.timeZone, locale)
  const about = subjectOf(kind, facts.startsAt, now)[locale]
  const receipt =
    kind === 'reminder' ? [] : receiptLines(facts, kindsAboutEndedBooking.has(kind), dateAndTimeOf)
  return {
    to: facts.email,
    isVerified: facts.isVerified,
    subject: `${about}: ${spaceName}`,
    text: `${greetingOf(facts)}\n\n${about}.\n\n${[lines, receipt]
      .filter((part) => part.length > 0)
      .map((part) => part.join('\n'))
      .join('\n\n')}\n`,
    ...(calendarMethod && { calendarFile: calendarFileOf(calendarMethod, { ...facts, venue, sender }) }),
  }
}

const maxReasonLength = 2_000

const checkInRules: Record<'paid' | 'free', Record<MailFacts['locale'], (until: string) => string>> = {
  paid: {
    en: (until) =>
      `Check in on the page “My bookings” or at the front desk by ${until}, or you lose the booking without a refund.`,
    ru: (until) =>
      `Отметьте приход на странице «Мои бронирования» или на стойке администратора до ${until}, иначе бронирование пропадёт, а деньги не вернутся.`,
  },
  free: {
    en: (until) =>
      `Check in on the page “My bookings” or at the front desk by ${until}, or you lose the booking.`,
    ru: (until) =>
      `Отметьте приход на странице «Мои бронирования» или на стойке администратора до ${until}, иначе бронирование пропадёт.`,
  },
}

/** By when the member must check in, where the booking requires it. Pure. */
function checkInLines(kind: MailKind, facts: MailFacts): string[] {
  const { requiresCheckIn, totalPrice, timeZone, locale } = facts
  if (!requiresCheckIn || !kindsWithAccess.has(kind)) return []
  const until = new Date(checkInDeadline(facts)).toISOString()
  return [checkInRules[totalPrice > 0 ? 'paid' : 'free'][locale](dateAndTimeText(until, timeZone, locale))]
}

const kindsWithAccess = new Set<MailKind>(['confirmed', 'approved', 'moved', 'reminder'])
const maxNoteLength = 1_000

/**
 * How to get into the location and the space. An address that is not verified gets it, too: a person who reads that mailbox can
 * set a new password and read it in the booking. The calendar file does not contain it, because people share calendars. Pure.
 */
function accessLines(kind: MailKind, facts: MailFacts): string[] {
  if (!kindsWithAccess.has(kind)) return []
  const notes = [
    [facts.locationName, facts.locationAccess],
    [facts.spaceName, facts.spaceAccess],
  ] as const
  return notes.flatMap(([name, text]) => {
    const note = toMailLine(text, { maxLength: maxNoteLength })
    return note === '' ? [] : [`${labelsByLocale[facts.locale].access} (${toMailLine(name)}): ${note}`]
  })
}
