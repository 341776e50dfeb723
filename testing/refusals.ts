import { loadConfig } from '../server/src/config.ts'
import { Problem } from '../server/src/shared/problem.ts'
import { StartupError } from '../server/src/shared/startup-error.ts'

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

/** The lines of the message with which these settings are refused: a headline, then a line for each error. */
export function messageLines(env: Record<string, string | undefined>): string[] {
  try {
    loadConfig(env)
  } catch (error) {
    if (error instanceof StartupError) return error.message.split('\n')
    throw error
  }
  throw new Error('nothing was refused')
}

/** The part of a refusal that `toMatchObject` compares. */
export const refused = (status: number, code: string) => ({ status, body: { code } })
