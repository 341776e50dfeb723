import { defineProblem } from '../../shared/problem.ts'
import { invalidInterval } from '../../shared/problems.ts'
import { closed, outsideOpeningHours } from '../schedule/schedule.problems.ts'
import { invalidDuration, outsideBookingWindow, startsInPast } from '../tariffs/tariff.problems.ts'

export const spaceUnavailable = defineProblem('space_unavailable', 422, {
  en: 'This space cannot be booked at present',
  ru: 'Это место сейчас нельзя забронировать',
})

/** The reasons to refuse a time that do not depend on other bookings. */
export const bookabilityProblems = [
  invalidInterval,
  startsInPast,
  invalidDuration,
  outsideBookingWindow,
  spaceUnavailable,
  outsideOpeningHours,
  closed,
]
