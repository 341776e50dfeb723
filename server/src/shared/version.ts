import { hash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { preconditionFailed } from './problems.ts'

/**
 * Raises `precondition_failed` unless `ifMatch` (the header; null without one) names this version. An entity tag is
 * `"<version>-<digest>"`: its first half alone decides a write, so that parts of a response that change with time or
 * with other rows do not make a client's copy stale for writing. An item of a list has no tag, so `"<version>"` is accepted, too.
 */
export function assertVersion(version: number, ifMatch: string | null): void {
  assertIfMatch(ifMatch, (tag) => tag === `"${version}"` || tag.startsWith(`"${version}-`))
}

/**
 * Does what `assertVersion` does, for data without a version: raises `precondition_failed` unless `ifMatch` names the digest of
 * `state`, the state that a writer must have seen. The digest takes the place of the version in the tag, or is the whole tag where
 * the state is the whole response.
 */
export function assertUnchanged(state: object, ifMatch: string | null): void {
  const digest = digestOf(JSON.stringify(state))
  assertIfMatch(ifMatch, (tag) => tag === `"${digest}"` || tag.startsWith(`"${digest}-`))
}

/** Whether a change gives each of its fields the value that is there already. Then it writes nothing: no version and no audit event. Pure. */
export const changesNothing = (before: object, change: object): boolean =>
  Object.entries(change).every(([field, value]) =>
    isDeepStrictEqual((before as Record<string, unknown>)[field], value),
  )

/** The digest of a text in an entity tag. */
export const digestOf = (text: string | Buffer): string => hash('sha1', text, 'base64url')

function assertIfMatch(ifMatch: string | null, isCurrent: (tag: string) => boolean): void {
  if (ifMatch === null || ifMatch.trim() === '*') return
  if (!tagsOf(ifMatch).some(isCurrent)) throw preconditionFailed()
}

/**
 * The entity tags of an `If-Match` or `If-None-Match` header as this service wrote them. A proxy that compresses a response
 * makes its tag weak (nginx, `W/"7-Zm9v"`) or adds the coding to it (Apache, `"7-Zm9v-gzip"`), and the client
 * sends that tag back, although it has seen the same content.
 */
export const tagsOf = (header: string): string[] =>
  header.split(',').flatMap((item) => {
    const tag = item.trim().replace(/^W\//, '')
    // The unchanged tag is included, too: a digest may happen to end like a coding.
    return [tag, tag.replace(/-(gzip|br|deflate|zstd)"$/, '"')]
  })
