import { tagsOf } from '../shared/version.ts'

// RFC 9110, 13.1.2: the weak comparison serves If-None-Match.
/** Whether an `If-None-Match` header names this tag. */
export const matches = (header: string, tag: string): boolean =>
  header === tag || header.trim() === '*' || tagsOf(header).includes(tag)
