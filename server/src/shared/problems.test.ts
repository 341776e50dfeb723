import { describe, expect, it } from 'vitest'
import { problemCodeOf } from '../../../testing/refusals.ts'
import { assertInterval } from './problems.ts'

describe('an interval', () => {
  const at = (start: number, end: number) => problemCodeOf(() => assertInterval({ start, end }))
  it('may be a millisecond long', () => expect(at(0, 1)).toBeNull())
  it('is refused when empty', () => expect(at(5, 5)).toBe('invalid_interval'))
  it('is refused backwards', () => expect(at(6, 5)).toBe('invalid_interval'))
})
