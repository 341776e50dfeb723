import { expect, it } from 'vitest'
import { storedWeek, weekAfterSave } from './week.ts'

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
