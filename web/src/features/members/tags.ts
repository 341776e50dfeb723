/** Parses tags separated by commas. Tags that differ only in case are one tag, which is returned as it was typed first. */
export function tagsOf(text: string): string[] {
  const tags = text.split(',').flatMap((tag) => tag.trim() || [])
  const lower = tags.map((tag) => tag.toLowerCase())
  return tags.filter((_, index) => lower.indexOf(lower[index] ?? '') === index)
}
