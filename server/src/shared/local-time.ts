import { dayMs } from './time-range.ts'

/** Minutes since 00:00 of `HH:MM`; `24:00` is the end of the day. The text is already checked by its schema. */
export const minuteOfDay = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))

/** `HH:MM`, the inverse of `minuteOfDay`. */
export const timeTextOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** The number of days from 1970-01-01 to `YYYY-MM-DD`; `dateTextOf` is the inverse. */
export const dayNumberOf = (text: string): number => Date.parse(text) / dayMs

export const dateTextOf = (dayNumber: number): string =>
  new Date(dayNumber * dayMs).toISOString().slice(0, 10)
