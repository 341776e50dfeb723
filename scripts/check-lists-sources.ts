import { readdirSync, readFileSync } from 'node:fs'

// The sources that the checks of check-lists.ts read.

export const modules = 'server/src/modules'
export const read = (path: string): string => readFileSync(path, 'utf8')
/** The text of all sources in a folder and its subfolders, without tests. */
export const sourcesOf = (dir: string): string =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.test.ts'))
    .map((path) => read(`${dir}/${path}`))
    .join('\n')

export const camelCase = (name: string): string =>
  name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** The types of the columns by table, both with the names of server/src/db/tables.gen.ts. */
export function columnsByTable(): Map<string, Map<string, string>> {
  const interfaces = read('server/src/db/tables.gen.ts').matchAll(/^export interface (\w+) \{\n([^}]*)\}/gm)
  return new Map(
    [...interfaces].map(([, table = '', body = '']) => {
      const columns = [...body.matchAll(/^ {2}(\w+): (.*);$/gm)]
      return [
        table[0]?.toLowerCase() + table.slice(1),
        new Map(columns.map(([, name = '', type = '']) => [name, type])),
      ]
    }),
  )
}
