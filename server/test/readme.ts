import { readFileSync } from 'node:fs'

const root = new URL('../../', import.meta.url)

/** A file of the repository, by its path from the root. */
export const readText = (path: string): string => readFileSync(new URL(path, root), 'utf8')

/** A step of the tour: the bold words before its commands, the commands, and the output that the README shows (null where it shows none). */
export type Step = { title: string; commands: string; printed: string | null }

const fence = /^```(\w+)\n([\s\S]*?)^```$/gm
const titleOrFence = new RegExp(`^\\*\\*(.+?)\\.?\\*\\*|${fence.source}`, 'gm')

/** The fenced blocks between `<!-- tour -->` and `<!-- /tour -->`: a `bash` block is typed, and a `text` block after it is its output. */
export function stepsOfTour(markdown: string): Step[] {
  const [, tour = ''] = /<!-- tour -->([\s\S]*)<!-- \/tour -->/.exec(markdown) ?? []
  const steps: Step[] = []
  let title = ''
  for (const [, bold, language, content = ''] of tour.matchAll(titleOrFence)) {
    const last = steps.at(-1)
    if (bold) title = bold
    else if (language === 'bash') steps.push({ title, commands: content, printed: null })
    else if (last) last.printed = content
  }
  return steps
}

/** All code of a text: its fenced blocks and the words between backquotes. */
export const codeBlocksOf = (markdown: string): string[] => {
  const fenced = [...markdown.matchAll(fence)].map(([, , content = '']) => content)
  const spans = [...markdown.replace(fence, '').matchAll(/`([^`\n]+)`/g)].map(([, content = '']) => content)
  return [...fenced, ...spans]
}

/** The headings outside fenced blocks, in order: `## A` has level 2 and the text `A`. */
export const headingsOf = (markdown: string): { level: number; text: string }[] =>
  [...markdown.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^(#+) (.+)$/gm)].map(
    ([, marks = '', text = '']) => ({
      level: marks.length,
      text,
    }),
  )

/** The names and defaults in the table of settings; the default is empty where the table has `–`. */
export const settingsOf = (markdown: string): Record<string, string> =>
  Object.fromEntries(
    [...markdown.matchAll(/^\| `([A-Z_]+)` \| (?:`(.*?)`|–) \|/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  )
