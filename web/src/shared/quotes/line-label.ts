import type { Quote } from '../api/types.ts'

type Line = Pick<Quote['lines'][number], 'minutes' | 'reason'>

/**
 * Whether a line keeps the price of a day at its limit. Only such a line counts no minutes. Its reason does not tell, because the owner of
 * a tariff may give a rule the label `daily_cap`. Pure.
 */
export const isDailyCap = ({ minutes }: Pick<Line, 'minutes'>): boolean => minutes === 0

/**
 * The label of the rule that sets the rate of a line; null where no rule does. A rule with the label `base` cannot be told from the rate of
 * the tariff, so that this label is not shown. Pure.
 */
export const ruleLabelOf = (line: Line): string | null =>
  isDailyCap(line) || line.reason === 'base' ? null : line.reason
