import type { Quote } from '../api/types.ts'
import { wallClock } from '../format/zoned.ts'

/** Whether the lines of a quote are on several local days, so that each must name its day. Pure. */
export const isOnSeveralDays = ({ lines }: Pick<Quote, 'lines'>, zone: string): boolean =>
  new Set(lines.map(({ startsAt }) => wallClock(startsAt, zone).date)).size > 1
