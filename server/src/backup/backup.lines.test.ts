import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readLines } from './backup.lines.ts'

async function* piecesOf(script: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(script)
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

const rowsOf = async (parts: AsyncIterable<Buffer>) => {
  const all: Buffer[] = []
  for await (const part of parts) all.push(part)
  return Buffer.concat(all).toString()
}

describe('a script', () => {
  const head = 'COPY a FROM stdin;\n'
  const rows = '\\\\.\n.\\\n\n1\t\\N\nдве \\. три\n'
  const script = `${head}${rows}\\.\n${head}\\.\nend\n`

  it.each(Array.from({ length: 40 }, (_, i) => i + 1))(
    'has equal lines and rows when it is read in pieces of %i bytes',
    async (size) => {
      const lines = readLines(piecesOf(script, size))
      expect(await lines.line()).toBe('COPY a FROM stdin;')
      expect(await rowsOf(lines.rows())).toBe(rows)
      expect(await lines.line()).toBe('COPY a FROM stdin;')
      expect(await rowsOf(lines.rows())).toBe('')
      expect(await lines.line()).toBe('end')
      expect(lines.sha256()).toBe(createHash('sha256').update(script.slice(0, -4)).digest('hex'))
      expect(await lines.line()).toBeNull()
    },
  )

  it.each(['\n', 'row', 'row\n', 'row\n\\', 'row\n\\.'])(
    'is cut short in its rows after %j',
    async (rest) => {
      const lines = readLines(piecesOf(`${head}${rest}`, 5))
      await lines.line()
      await expect(rowsOf(lines.rows())).rejects.toThrow('it breaks off before its end')
    },
  )
})
