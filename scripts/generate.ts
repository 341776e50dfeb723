import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { buildApp } from '../server/src/app.ts'
import { readArguments } from '../server/src/arguments.ts'
import { closeDeps, createDeps } from '../server/src/compose.ts'
import { loadConfig } from '../server/src/config.ts'
import { startEmbedded } from '../server/src/db/embedded/embedded.ts'
import { migrate } from '../server/src/db/migrate.ts'

// Makes the generated files that are committed; with --check it only reports which of them are out of date.

const { check } = readArguments({ check: { type: 'boolean' } }).values
const run = promisify(execFile)
const log = pino({ level: 'error' })

/** Generates the types of the tables, for kysely. */
async function tableTypes(databaseUrl: string, dir: string): Promise<string> {
  const file = join(dir, 'tables.gen.ts')
  await run('kysely-codegen', [
    '--config-file',
    '.kysely-codegenrc.json',
    '--url',
    databaseUrl,
    '--out-file',
    file,
  ])
  return readFile(file, 'utf8')
}

async function openApi(databaseUrl: string): Promise<string> {
  const config = loadConfig({ LOG_LEVEL: 'silent' })
  const deps = createDeps({ config, log, databaseUrl, jwtSecret: 'not used' })
  const app = await buildApp(deps)
  const document = `${JSON.stringify(app.swagger(), null, 2)}\n`
  await app.close()
  await closeDeps(deps)
  return document
}

/** Generates the types of the web app's client. */
async function clientTypes(document: string, dir: string): Promise<string> {
  const [from, to] = [join(dir, 'openapi.json'), join(dir, 'schema.gen.ts')]
  await writeFile(from, document)
  const tool = 'web/node_modules/openapi-typescript/bin/cli.js'
  // With this option, a query parameter that has a default is optional.
  await run('node', [tool, from, '--output', to, '--default-non-nullable', 'false'])
  return readFile(to, 'utf8')
}

const dir = await mkdtemp(join(tmpdir(), 'coworking-generate-'))
const postgres = await startEmbedded({ dataDir: join(dir, 'data'), log })
try {
  await migrate(postgres.url)
  const document = await openApi(postgres.url)
  const files = {
    'server/src/db/tables.gen.ts': await tableTypes(postgres.url, dir),
    'openapi.json': document,
    'web/src/shared/api/schema.gen.ts': await clientTypes(document, dir),
  }
  for (const [file, content] of Object.entries(files)) {
    const before = await readFile(file, 'utf8').catch(() => '')
    if (before === content) continue
    if (check) {
      console.error(`${file} is out of date: run \`make generate\` and commit it.`)
      process.exitCode = 1
    } else {
      await writeFile(file, content)
      console.log(`wrote ${file}`)
    }
  }
} finally {
  await postgres.stop()
  await rm(dir, { recursive: true, force: true, maxRetries: 10 })
}
