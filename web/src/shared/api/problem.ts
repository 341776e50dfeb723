/** RFC 9457 as the service answers it; `title`, `detail` and messages are in the language of the screen. */
export type Problem = {
  code: string
  status: number
  title: string
  detail: string
  requestId?: string
  errors?: { path: string; message: string }[]
  [extra: string]: unknown
}

export class ProblemError extends Error {
  override name = 'ProblemError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

/** What a proxy in between answers need not be a problem: then the status has to do. */
export function asProblem(body: unknown, { status, statusText }: Response): Problem {
  if (typeof body === 'object' && body !== null && 'code' in body) return body as Problem
  return { code: 'unreadable', status, title: statusText, detail: statusText || String(status) }
}

export const problemOf = (error: unknown): Problem | null =>
  error instanceof ProblemError ? error.problem : null

/** Somebody has changed what this change was made from. */
export const isStale = (error: unknown): boolean => problemOf(error)?.code === 'precondition_failed'

/** The service knows a newer state than the one that this change was made from. */
export const isOutdated = (error: unknown): boolean => /^(409|412)$/.test(String(problemOf(error)?.status))

/** It costs another amount than was shown. */
export const hasPriceChanged = (error: unknown): boolean => problemOf(error)?.code === 'price_changed'

/** Messages by the name of the field: `/rules/0/from` is `rules.0.from`. */
export function fieldErrors(error: unknown): Record<string, string> {
  const errors = problemOf(error)?.errors ?? []
  return Object.fromEntries(errors.map(({ path, message }) => [fieldName(path), message]))
}

const fieldName = (pointer: string): string =>
  pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')
