/** The commands of one fenced block of a page. */
export type Block = { heading: string; line: number; commands: string }

/** Returns the blocks between ```` ```sh ```` and ```` ``` ````, in the order of the page. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = []
  let heading = ''
  let open: { line: number; commands: string[] } | undefined
  for (const [index, text] of page.split('\n').entries()) {
    if (open && text === '```') {
      blocks.push({ heading, line: open.line, commands: open.commands.join('\n') })
      open = undefined
    } else if (open) open.commands.push(text)
    else if (text === '```sh') open = { line: index + 2, commands: [] }
    else if (text.startsWith('#')) heading = text.replace(/^#+ /, '')
  }
  return blocks
}

/** Makes a bash script that runs the blocks one after another in one shell, and prints the line at which it stopped. */
export function scriptOf(blocks: Block[]): string {
  const steps = blocks.map(
    ({ heading, line, commands }) =>
      `trial_line=${line}\necho ${quote(`   line ${line}: ${heading}`)}\ncd /root\n${commands}\n`,
  )
  return [
    'set -Eeuo pipefail',
    `trap 'echo "BROKEN the commands from line $trial_line of docs/deployment.md on: $BASH_COMMAND"' ERR`,
    ...steps,
  ].join('\n')
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
