import { tagsOf } from '../shared/version.ts'

/** Whether an `If-None-Match` header names this entity tag, by the weak comparison (RFC 9110, 13.1.2). */
export const matchesIfNoneMatch = (header: string, tag: string): boolean =>
  header === tag || header.trim() === '*' || tagsOf(header).includes(tag)
