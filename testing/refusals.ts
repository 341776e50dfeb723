import { Problem } from '../server/src/shared/problem.ts'

/** The code that `work` is refused with; null where it is not. */
export function codeOf(work: () => unknown): string | null {
  try {
    work()
    return null
  } catch (error) {
    if (error instanceof Problem) return error.type.code
    throw error
  }
}
