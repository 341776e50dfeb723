import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../../..')

/** The files that may write money, numbers and times for people; all others call them. */
const formatters = [
  'server/src/shared/date-text.ts',
  'server/src/shared/money.ts',
  'server/src/shared/tax.ts',
  'web/src/shared/format/money.ts',
  'web/src/shared/format/use-format.ts',
  // Reads wall clocks, and writes nothing for people.
  'web/src/shared/format/zoned.ts',
  'web/src/features/catalogue/tax-rate.ts',
]
/** Finds code that formats a value; by its last part, inputs for times, which show the browser's own format. */
const formattingPattern =
  /Intl\.(NumberFormat|DateTimeFormat|RelativeTimeFormat)\(|\.toLocale\w*String\(|type="(time|datetime-local)"/

it('money, numbers and times are written by the shared formats alone, so that a screen never shows two formats', async () => {
  const found: string[] = []
  for (const folder of ['server/src', 'web/src'])
    for (const file of await readdir(join(root, folder), { recursive: true })) {
      const path = `${folder}/${file}`
      // The backup prints numbers for the operator, on a terminal.
      if (!/\.tsx?$/.test(file) || /\.test\.tsx?$/.test(file) || path.includes('/backup/')) continue
      if (formattingPattern.test(await readFile(join(root, path), 'utf8'))) found.push(path)
    }
  expect(found.sort()).toEqual(formatters.sort())
})
