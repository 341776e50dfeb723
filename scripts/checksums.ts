import { readFile, writeFile } from 'node:fs/promises'
import { readArguments } from '../server/src/arguments.ts'
import { readMigrations } from '../server/src/db/migrations.ts'

// A database stores the checksum of each applied migration, and is not upgraded where the file of that name has changed. So a listed
// migration is never edited. `make generate` adds new files to the list; `make check` (--check) checks that the list is complete and that
// every listed file is unchanged.

const file = 'server/migrations/checksums'
const isCheck = readArguments({ check: { type: 'boolean' } }).values.check

const listed = new Map(
  (await readFile(file, 'utf8').catch(() => '')).split('\n').flatMap((line) => {
    const [hash = '', name = ''] = line.split('  ')
    return name ? [[name, hash] as const] : []
  }),
)
const migrations = await readMigrations()
const hashes = new Map(migrations.map(({ name, hash }) => [name, hash]))

const changed = [...listed].filter(([name, hash]) => hashes.get(name) !== hash).map(([name]) => name)
const added = migrations.filter(({ name }) => !listed.has(name)).map(({ name }) => name)
const misnumbered = migrations.filter(({ name }, index) => Number.parseInt(name, 10) !== index + 1)

for (const name of changed)
  refuse(
    `server/migrations/${name} does not have the checksum in ${file}: a migration that some database may have is never edited, renamed or removed. Bring the file back (git checkout main -- server/migrations/${name}) and put the change into a new file with the next number. Only where it has never left your branch: delete its line in ${file} and run \`make generate\`.`,
  )
for (const { name } of misnumbered.slice(0, 1))
  refuse(
    `server/migrations/${name} has a number that another file has, or leaves a number out: give yours the next free number, delete its line in ${file}, and run \`make generate\`.`,
  )

if (isCheck && added.length > 0)
  refuse(`${file} does not list ${added.join(', ')}: run \`make generate\` and commit it.`)
else if (!isCheck && changed.length === 0 && misnumbered.length === 0 && added.length > 0) {
  await writeFile(file, migrations.map(({ hash, name }) => `${hash}  ${name}\n`).join(''))
  console.log(`wrote ${file}`)
}

function refuse(message: string): void {
  console.error(message)
  process.exitCode = 1
}
