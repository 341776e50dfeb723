import { defineProblem } from '../../shared/problem.ts'

export const startsInPast = defineProblem('starts_in_past', 422, {
  en: 'The start is in the past',
  ru: 'Начало уже в прошлом',
})
export const invalidDuration = defineProblem('invalid_duration', 422, {
  en: 'The tariff does not offer this start or duration',
  ru: 'Тариф не предусматривает такого начала или такой длительности',
})
export const outsideBookingWindow = defineProblem('outside_booking_window', 422, {
  en: 'It is too early or too late to book this time',
  ru: 'Бронировать на это время слишком рано или слишком поздно',
})
