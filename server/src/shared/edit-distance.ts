/**
 * The number of letters that must be added, left out, replaced, or exchanged with their neighbour to turn one word into the other:
 * the distance of Damerau and Levenshtein (optimal string alignment).
 */
export function distanceOf(first: string, second: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: second.length + 1 }, (_, column) => column)
  for (let row = 1; row <= first.length; row++) {
    const current = [row]
    for (let column = 1; column <= second.length; column++) {
      const isSame = first[row - 1] === second[column - 1]
      const isExchange =
        row > 1 && first[row - 1] === second[column - 2] && first[row - 2] === second[column - 1]
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isExchange ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    ;[beforeLast, last] = [last, current]
  }
  return last[second.length] ?? 0
}
