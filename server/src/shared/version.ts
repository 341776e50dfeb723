import { preconditionFailed } from './problems.ts'

/**
 * Raises `precondition_failed` unless `ifMatch` (the header; null without one) names this version. An entity tag is
 * `"<version>-<digest>"`: its first half alone decides a write, so that parts of an answer which move with time or
 * with other rows do not make a client's copy stale for writing.
 */
export function assertVersion(version: number, ifMatch: string | null): void {
  if (ifMatch === null || ifMatch.trim() === '*') return
  const tags = ifMatch.split(',').map((tag) => tag.trim())
  if (!tags.some((tag) => tag.startsWith(`"${version}-`))) throw preconditionFailed()
}
