import { useFormat } from '../format/use-format.ts'
import type { Range, Scale } from './scale.ts'

/** Formats the times of a block, with its day where the row shows several days. */
export function useTimesOf(scale: Scale, zone: string) {
  const format = useFormat()
  return ({ start, end }: Range): string =>
    scale.length > 1 ? format.range(start, end, zone) : format.timeRange(start, end, zone)
}
