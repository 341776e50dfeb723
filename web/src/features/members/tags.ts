/** Parses tags separated by commas. Tags that differ only in case are one tag, which is returned as it was typed first. */
export function tagsOf(text: string): string[] {
  const tags = text.split(',').flatMap((tag) => tag.trim() || [])
  const lower = tags.map((tag) => tag.toLowerCase())
  return tags.filter((_, index) => lower.indexOf(lower[index] ?? '') === index)
}

/**
 * The tags to send, where their text was changed. Otherwise none: an API client may have stored tags that the text cannot hold, such as one
 * with a comma. Pure.
 */
export const changedTags = (text: string, stored: string[]): { tags?: string[] } =>
  text === tagsText(stored) ? {} : { tags: tagsOf(text) }

/** The text of a field for tags. Pure. */
export const tagsText = (tags: string[]): string => tags.join(', ')
