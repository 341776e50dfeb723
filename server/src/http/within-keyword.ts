import type { FuncKeywordDefinition, SchemaValidateFunction } from 'ajv'
import { dayMs, toMs } from '../shared/time-range.ts'

/** The longest time range of a request: the field is at most this many days after the field `from`. */
export type Within = { from: string; days: number }

/** `x-within`: the amount of computation depends on the length, so a longer range is refused before any query. */
export const withinKeyword: FuncKeywordDefinition = {
  keyword: 'x-within',
  type: 'string',
  errors: true,
  compile: ({ from, days }: Within) => {
    const check: SchemaValidateFunction = (_value: string, at) => {
      // Both values were already converted by `x-canonical`.
      const { [from]: start, [at?.parentDataProperty ?? '']: end } = at?.parentData ?? {}
      if (typeof start !== 'string' || toMs(end) - toMs(start) <= days * dayMs) return true
      const russian = `должно быть не позже чем через ${days}\u00a0дн. после начала`
      check.errors = [
        { keyword: 'x-within', message: `must be at most ${days} days after the start`, params: { russian } },
      ]
      return false
    }
    return check
  },
}
