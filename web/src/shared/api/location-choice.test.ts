import { describe, expect, it } from 'vitest'
import { bookableLocations, chooseLocation } from './location-choice.ts'

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

describe('bookableLocations', () => {
  it('returns the locations with opening hours and an active space', () => {
    expect(bookableLocations(locations).map(({ id }) => id)).toEqual(['small', 'large', 'as large'])
  })
})

describe('chooseLocation', () => {
  it.each([
    [['small', 'large', null], 'small'],
    [[undefined, 'small', null], 'small'],
    [[undefined, null, 'small'], 'small'],
    [['empty', 'gone', 'small'], 'small'],
    [['closed', null, null], 'large'],
    [[], 'large'],
  ])('of %j chooses %s', (ids, id) => {
    expect(chooseLocation(bookableLocations(locations), ids)?.id).toBe(id)
  })

  it('is undefined where no location is offered', () => {
    expect(chooseLocation([], ['small'])).toBeUndefined()
  })
})
