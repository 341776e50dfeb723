import { expect, it } from 'vitest'
import { listedSpace, withSpace } from './use-booking-space.ts'

const [baikal, ladoga] = ['Baikal', 'Ladoga'].map((name) => ({ name })) as never[]
const listed = { spaceId: 'baikal', space: baikal as never }

it('The space that a list gives for a booking is not used where the booking was moved since', () => {
  expect(listedSpace({ spaceId: 'baikal' }, listed)).toBe(baikal)
  expect(listedSpace({ spaceId: 'ladoga' }, listed)).toBeUndefined()
  expect(withSpace({ ...listed, spaceId: 'ladoga' }, undefined)).toEqual({ spaceId: 'ladoga' })
  expect(withSpace({ ...listed, spaceId: 'ladoga' }, ladoga as never)).toEqual({
    spaceId: 'ladoga',
    space: ladoga,
  })
})
