import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { endLeftovers, readPostmasterFile } from '../../server/src/db/embedded/embedded.postmaster.ts'
import { type EmbeddedPostgres, startEmbedded } from '../../server/src/db/embedded/embedded.ts'
import { query } from './query.ts'

export const isRoot = process.getuid?.() === 0

const log = pino({ level: 'silent' })

/** Runs a cleanup after the test that calls this; the cleanup that was added last runs first. */
export const cleanUp = (cleanup: () => unknown): void => onTestFinished(async () => void (await cleanup()))

/** A DATA_DIR with a database that contains the table `numbers`; the caller removes it. */
export async function makeDataDirWithNumbers(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'embedded-'))
  const { url, stop } = await startEmbedded({ dataDir, log })
  await query(url, 'CREATE TABLE numbers (n int)')
  await stop()
  return dataDir
}

/** A path at which there is nothing, for example for a new DATA_DIR; other users cannot read its directory. */
export async function unusedPath(name = 'data'): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'embedded-'))
  // PostgreSQL may still be stopping, and writes files meanwhile.
  cleanUp(() => rm(parent, { recursive: true, force: true, maxRetries: 10 }))
  return join(parent, name)
}

export async function start(dataDir: string, binaries?: 'bundled' | 'system'): Promise<EmbeddedPostgres> {
  const embedded = await startEmbedded({ dataDir, log, ...(binaries && { binaries }) })
  cleanUp(embedded.stop)
  return embedded
}

export const serverPid = async (dataDir: string): Promise<number> =>
  Number.parseInt(await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10)

/** Starts an embedded PostgreSQL in a separate process, which prints the URL of the database, or why it did not start. */
export function spawnEmbedded(dataDir: string): ChildProcess {
  const script = `
    import { pino } from 'pino'
    import { startEmbedded } from '../../server/src/db/embedded/embedded.ts'
    const options = { dataDir: process.argv[1], log: pino({ level: 'silent' }) }
    await startEmbedded(options).then(({ url }) => console.log(url), (error) => console.log(error.message))
  `
  const args = ['--input-type=module', '--eval', script, dataDir]
  const child = spawn(process.execPath, args, {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  cleanUp(async () => {
    await kill(child)
    const pgDataDir = join(dataDir, 'postgres')
    if (await readPostmasterFile(pgDataDir)) await endLeftovers(pgDataDir, pgDataDir, log)
  })
  return child
}

export async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout) for await (const line of createInterface({ input: stdout })) return line
  return ''
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await exited
}
