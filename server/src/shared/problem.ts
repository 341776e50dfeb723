import type { TObject } from 'typebox'
import type { Text } from './language.ts'

/**
 * A kind of refusal that clients recognise by its `code` (RFC 9457). Calling it makes the error to throw:
 * `throw bookingConflict(detail, { taken })`. The same object is declared by routes, translated and documented.
 */
export type ProblemType = {
  (detail?: Text, extras?: Record<string, unknown>): Problem
  code: string
  status: number
  title: Text
  /** Schema of the properties that this problem adds to the standard ones. */
  extras: TObject | undefined
}

export class Problem extends Error {
  override name = 'Problem'
  readonly type: ProblemType
  readonly detail: Text
  readonly extras: Record<string, unknown>

  constructor(type: ProblemType, detail: Text = type.title, extras: Record<string, unknown> = {}) {
    super(`${type.code}: ${detail.en}`)
    this.type = type
    this.detail = detail
    this.extras = extras
  }
}

type Options = {
  extras?: TObject
  /** Names of the database constraints whose violation means this problem, when a concurrent write came after the check. */
  constraints?: string[]
}

const catalogue = new Map<string, ProblemType>()
const byConstraint = new Map<string, ProblemType>()

/** Declares a problem once for the whole process; a second declaration with an equal code is a programming error. */
export function defineProblem(code: string, status: number, title: Text, options: Options = {}): ProblemType {
  if (catalogue.has(code)) throw new Error(`the problem ${code} is defined twice`)
  const type: ProblemType = Object.assign(
    (detail?: Text, extras?: Record<string, unknown>) => new Problem(type, detail, extras),
    { code, status, title, extras: options.extras },
  )
  catalogue.set(code, type)
  for (const constraint of options.constraints ?? []) byConstraint.set(constraint, type)
  return type
}

/** Every problem that the loaded modules declare, by code. */
export const problemCatalogue = (): ProblemType[] =>
  [...catalogue.values()].sort((a, b) => (a.code < b.code ? -1 : 1))

export const problemOfConstraint = (constraint: string): ProblemType | undefined =>
  byConstraint.get(constraint)
