import { defineProblem } from '../../shared/problem.ts'

export const outsideOpeningHours = defineProblem('outside_opening_hours', 422, {
  en: 'The location is not open for all of this time',
  ru: 'Это время целиком или частично вне часов работы',
})
export const closed = defineProblem('closed', 422, {
  en: 'The location or the space is closed for all or part of this time',
  ru: 'Локация или место закрыты всё это время или его часть',
})
