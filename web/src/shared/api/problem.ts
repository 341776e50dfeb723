/** An RFC 9457 problem of the service; `title`, `detail` and messages are in the language that the screen had when the request was sent. */
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

/** The response of a proxy need not be a problem, although it may be JSON with a `code`: then only the status is known. */
export function asProblem(body: unknown, { status, statusText }: Response): Problem {
  if (isProblem(body)) return body
  return { code: 'unreadable', status, title: statusText, detail: statusText || String(status) }
}

function isProblem(body: unknown): body is Problem {
  const { code, status, detail } = (body ?? {}) as { [name in 'code' | 'status' | 'detail']?: unknown }
  return typeof code === 'string' && typeof status === 'number' && typeof detail === 'string'
}

export const problemOf = (error: unknown): Problem | null =>
  error instanceof ProblemError ? error.problem : null

/** Another user has changed the state from which this change was made. */
export const hasObjectChanged = (error: unknown): boolean => problemOf(error)?.code === 'precondition_failed'

/** A read whose object is deleted, or no longer of this user: an earlier state of it is no longer shown. */
export const isGone = (error: unknown): boolean =>
  ['not_found', 'forbidden'].includes(problemOf(error)?.code ?? '')

/** The price differs from the price that was shown. */
export const hasPriceChanged = (error: unknown): boolean => problemOf(error)?.code === 'price_changed'

/**
 * Messages by the name of the field, as sentences: `/rules/0/from` is `rules.0.from`. The message of an item, such as `/tags/0`, belongs to
 * the field of its list where `names`, the fields of the form, has that field and none of the item. Pure.
 */
export function fieldErrors(error: unknown, names: (string | null)[]): Record<string, string> {
  const errors = problemOf(error)?.errors ?? []
  const fieldOf = (name: string): string => {
    const list = name.replace(/\.\d+$/, '')
    return !names.includes(name) && names.includes(list) ? list : name
  }
  return Object.fromEntries(
    errors.map(({ path, message }) => [fieldOf(fieldName(path)), capitalized(message)]),
  )
}

/** The messages that belong to none of these fields. Pure. */
export const messagesWithoutField = (error: unknown, names: (string | null)[]): string[] =>
  Object.entries(fieldErrors(error, names))
    .filter(([name]) => !names.includes(name))
    .map(([, message]) => message)

const capitalized = (message: string): string => message.charAt(0).toUpperCase() + message.slice(1)

const fieldName = (pointer: string): string =>
  pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')
