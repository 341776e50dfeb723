import { globSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * The `bin` folder of Debian's newest PostgreSQL server; undefined where none is installed. The packages of clients have a `bin` folder,
 * too, without `postgres` and `initdb`.
 */
export const debianBinDir: string | undefined = globSync('/usr/lib/postgresql/*/bin/postgres')
  .map(dirname)
  .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  .at(-1)
