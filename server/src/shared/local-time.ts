/** Minutes since 00:00 of `HH:MM`; `24:00` is the end of the day. The text is already checked by its schema. */
export const minuteOfDay = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))

export const localTime = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
