import ical from 'ical-generator'
import { LRUCache } from 'lru-cache'
import { formatMoney } from '../../shared/money.ts'
import type { Mail } from '../mails/mail.service.ts'
import { greetingOf, toMailLine } from '../mails/mail.text.ts'

export type MailKind =
  | 'requested'
  | 'confirmed'
  | 'moved'
  | 'cancelled'
  | 'approved'
  | 'rejected'
  | 'expired'
  | 'reminder'

/** What a mail about a booking says; `refund` in the minor unit. */
export type MailFacts = {
  bookingId: string
  version: number
  updatedAt: string
  startsAt: string
  endsAt: string
  totalPrice: number
  currency: string
  refund: number
  email: string
  isProved: boolean
  firstName: string
  locale: 'en' | 'ru'
  spaceName: string
  locationName: string
  address: string
  timeZone: string
}

const subjects: Record<MailKind, { en: string; ru: string }> = {
  requested: { en: 'Booking waits for approval', ru: 'Бронирование ждёт подтверждения' },
  confirmed: { en: 'Booking confirmed', ru: 'Бронирование подтверждено' },
  moved: { en: 'Booking moved', ru: 'Бронирование перенесено' },
  cancelled: { en: 'Booking cancelled', ru: 'Бронирование отменено' },
  approved: { en: 'Booking approved', ru: 'Бронирование одобрено' },
  rejected: { en: 'Booking rejected', ru: 'Бронирование отклонено' },
  expired: { en: 'Booking was not approved in time', ru: 'Бронирование не успели одобрить' },
  reminder: { en: 'Your booking starts in an hour', ru: 'Ваше бронирование начнётся через час' },
}

const words = {
  en: { when: 'When', where: 'Where', price: 'Price', refund: 'Refunded to your balance' },
  ru: {
    when: 'Когда',
    where: 'Где',
    price: 'Стоимость',
    refund: 'Возвращено на баланс',
  },
}

const withCalendar = new Set<MailKind>(['confirmed', 'approved', 'moved'])

/**
 * A mail about a booking in its owner's language, times on the location's clock. What a member has written, such as the title, is not
 * in it: who books may have given an address that is somebody else's. Pure.
 */
export function bookingMail(kind: MailKind, facts: MailFacts): Mail {
  const { locale, currency, refund, spaceName, locationName, address } = facts
  const labels = words[locale]
  const place = [spaceName, locationName, address].map(toMailLine).filter(Boolean).join(', ')
  const lines = [
    `${labels.when}: ${timeText(facts)}`,
    `${labels.where}: ${place}`,
    `${labels.price}: ${formatMoney(facts.totalPrice, currency, locale)}`,
    ...(refund > 0 ? [`${labels.refund}: ${formatMoney(refund, currency, locale)}`] : []),
  ]
  return {
    to: facts.email,
    isProved: facts.isProved,
    purpose: 'booking',
    subject: `${subjects[kind][locale]}: ${spaceName}`,
    text: `${greetingOf(facts)}\n\n${subjects[kind][locale]}.\n\n${lines.join('\n')}\n`,
    ...(withCalendar.has(kind) && { calendar: calendarOf(facts, place) }),
  }
}

function timeText({ startsAt, endsAt, locale, timeZone }: MailFacts): string {
  return `${formatOf(locale, timeZone).formatRange(new Date(startsAt), new Date(endsAt))} (${timeZone})`
}

// To make one takes longer than all the rest of a mail.
const formats = new LRUCache<string, Intl.DateTimeFormat>({ max: 200 })

function formatOf(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone })
  formats.set(key, made)
  return made
}

/** iCalendar (RFC 5545): the same UID and a growing SEQUENCE, so a moved booking replaces the earlier entry. */
function calendarOf(facts: MailFacts, place: string): string {
  const { bookingId, version, updatedAt, startsAt, endsAt, spaceName } = facts
  const calendar = ical({ prodId: { company: 'Coworking Manager', product: 'Bookings' } })
  calendar.createEvent({
    id: `${bookingId}@coworking-manager`,
    sequence: version,
    stamp: new Date(updatedAt),
    start: new Date(startsAt),
    end: new Date(endsAt),
    summary: spaceName,
    location: place,
  })
  return calendar.toString()
}
