/** Parses tags separated by commas; each tag is returned once, whatever its case. */
export function tagsOf(text: string): string[] {
  const tags = text.split(',').flatMap((tag) => tag.trim() || [])
  const lower = tags.map((tag) => tag.toLowerCase())
  return tags.filter((_, index) => lower.indexOf(lower[index] ?? '') === index)
}
