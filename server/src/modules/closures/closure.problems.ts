import Type from 'typebox'
import { Uuid } from '../../http/schema.ts'
import { defineProblem } from '../../shared/problem.ts'

export const closureConflict = defineProblem(
  'closure_conflict',
  409,
  { en: 'There are bookings at this time', ru: 'На это время есть бронирования' },
  { extras: Type.Object({ bookingIds: Type.Array(Uuid) }) },
)
