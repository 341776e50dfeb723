import { expect, it } from 'vitest'
import { ProblemError } from '../../shared/api/problem.ts'
import { refusedDays, storedWeek, weekAfterSave } from './week.ts'

const opening = (weekday: number, opens: string, closes: string) => ({ weekday, opens, closes })

it('A saved week is as the service stores it: in order, with touching hours of a day joined', () => {
  expect(
    storedWeek([
      opening(2, '00:00', '12:00'),
      opening(1, '13:00', '18:00'),
      opening(1, '09:00', '13:00'),
      opening(1, '19:00', '24:00'),
    ]),
  ).toEqual([opening(1, '09:00', '18:00'), opening(1, '19:00', '24:00'), opening(2, '00:00', '12:00')])
})

it('After a save the form shows the saved week, but keeps what was typed while the save was running', () => {
  const sent = [opening(1, '13:00', '18:00'), opening(1, '09:00', '13:00')]
  const saved = storedWeek(sent)
  expect(weekAfterSave(sent, sent, saved)).toEqual(saved)
  const typed = [...sent, opening(2, '09:00', '18:00')]
  expect(weekAfterSave(typed, sent, saved)).toEqual(typed)
})

it('A refused interval is named by its weekday in the week that was sent', () => {
  const errors = [{ path: '/weekly/1/closes', message: 'must be later than the opening time' }]
  const problem = { code: 'validation_failed', status: 400, title: '', detail: '', errors }
  const sent = [opening(1, '09:00', '13:00'), opening(3, '18:00', '09:00')]
  const message = 'Must be later than the opening time'
  expect(refusedDays(new ProblemError(problem), sent)).toEqual([{ weekday: 3, message }])
  expect(refusedDays(new ProblemError({ ...problem, errors: [] }), sent)).toEqual([])
  expect(refusedDays(null, sent)).toEqual([])
})
