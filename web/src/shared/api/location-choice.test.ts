import { describe, expect, it } from 'vitest'
import { chooseLocation, offeredOf } from './location-choice.ts'

const location = (id: string, activeSpaces: number, hasOpeningHours = true) => ({
  id,
  activeSpaces,
  hasOpeningHours,
})
const locations = [
  location('closed', 90, false),
  location('empty', 0),
  location('small', 3),
  location('large', 40),
  location('as large', 40),
]

describe('the locations that are offered', () => {
  it('have hours and an active space', () => {
    expect(offeredOf(locations).map(({ id }) => id)).toEqual(['small', 'large', 'as large'])
  })
})

describe('the location that the page opens at', () => {
  it.each([
    [['small', 'large', null], 'small'],
    [[undefined, 'small', null], 'small'],
    [[undefined, null, 'small'], 'small'],
    [['empty', 'gone', 'small'], 'small'],
    [['closed', null, null], 'large'],
    [[], 'large'],
  ])('of %j is %s', (ids, id) => {
    expect(chooseLocation(offeredOf(locations), ids)?.id).toBe(id)
  })

  it('is null where no location is offered', () => {
    expect(chooseLocation([], ['small'])).toBeUndefined()
  })
})
