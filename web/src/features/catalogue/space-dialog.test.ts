import { expect, it } from 'vitest'
import { activeFirst } from './space-dialog.tsx'

it('A new space gets an active tariff where there is one', () => {
  const old = { name: 'A', isActive: false }
  const [day, night] = [
    { name: 'B', isActive: true },
    { name: 'C', isActive: true },
  ]
  expect(activeFirst([old, day, night])).toEqual([day, night, old])
  expect(activeFirst([old])).toEqual([old])
})
