import { expect, it } from 'vitest'
import { activeFirst, fieldsOf, tariffOptions } from './space-dialog.tsx'

it('A new space gets an active tariff where there is one', () => {
  const old = { name: 'A', isActive: false }
  const [day, night] = [
    { name: 'B', isActive: true },
    { name: 'C', isActive: true },
  ]
  expect(activeFirst([old, day, night])).toEqual([day, night, old])
  expect(activeFirst([old])).toEqual([old])
})

it('A space keeps its tariff where the list of tariffs was loaded before that tariff was made', () => {
  const other = { id: 'a', name: 'A', isActive: true }
  expect(tariffOptions([other], { tariffId: 'new' })).toEqual([
    { id: 'new', name: '…', isActive: true },
    other,
  ])
  expect(tariffOptions([other], { tariffId: 'a' })).toEqual([other])
  expect(tariffOptions([other], null)).toEqual([other])
})

it('A number that is missing or is no number, for which a browser gives an empty text, is not saved as 0', () => {
  const values = { capacity: '4', bufferBeforeMinutes: '15', bufferAfterMinutes: '' }
  expect(fieldsOf(values, null)).toMatchObject({
    capacity: 4,
    bufferBeforeMinutes: 15,
    bufferAfterMinutes: -1,
  })
})
