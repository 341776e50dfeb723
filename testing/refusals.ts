import { Problem } from '../server/src/shared/problem.ts'

/** The problem code with which `work` is refused; null where `work` succeeds. */
export function problemCodeOf(work: () => unknown): string | null {
  try {
    work()
    return null
  } catch (error) {
    if (error instanceof Problem) return error.type.code
    throw error
  }
}

/** The part of a refusal that `toMatchObject` compares. */
export const refused = (status: number, code: string) => ({ status, body: { code } })
