import type { FuncKeywordDefinition, SchemaValidateFunction } from 'ajv'
import { dayMs, toMs } from '../shared/time-range.ts'

/** The longest stretch of time that a request may name: this one is at most so many days after `from`, a field beside it. */
export type Within = { from: string; days: number }

/** `x-within`: how much is computed follows from the stretch, so a longer one is refused before anything is looked up. */
export const spanKeyword: FuncKeywordDefinition = {
  keyword: 'x-within',
  type: 'string',
  errors: true,
  compile: ({ from, days }: Within) => {
    const check: SchemaValidateFunction = (_given: string, at) => {
      // As `x-canonical` has written both.
      const { [from]: start, [at?.parentDataProperty ?? '']: end } = at?.parentData ?? {}
      if (typeof start !== 'string' || toMs(end) - toMs(start) <= days * dayMs) return true
      const russian = `должно быть не позже чем через ${days} дн. после начала`
      check.errors = [
        { keyword: 'x-text', message: `must be at most ${days} days after the start`, params: { russian } },
      ]
      return false
    }
    return check
  },
}
