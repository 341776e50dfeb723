import { expect, it } from 'vitest'
import { mayServe } from './may-serve.ts'

it('A manager, who can also open the own page, serves only members there; an administrator everybody', () => {
  expect(mayServe({ role: 'manager' }, { role: 'member' })).toBe(true)
  expect(mayServe({ role: 'manager' }, { role: 'manager' })).toBe(false)
  expect(mayServe({ role: 'admin' }, { role: 'manager' })).toBe(true)
})
