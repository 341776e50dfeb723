import * as view from './calendar.view.ts'

export type { TakenSlot } from './calendar.view.ts'

// Pieces of SQL over `bookings`, for other modules' queries.
export const { occupiesAt, takes, pgRange } = view

export const { findTaken, findTakenOf, findTakenStretches, findNextDue, isTakenFrom, countLive } = view
