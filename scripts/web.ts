import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { readArguments } from '../server/src/arguments.ts'
// This script also runs before the packages of the service are installed (scripts/build), so what it imports needs none of them.
import { hostInUrl } from '../server/src/shared/url.ts'

// Builds the web app into web/dist/<digest of the sources>/ and points web/dist/current to it, unless it points there already.
// `--with-service`, for `make run`, waits until the service has started, and ends when the service ends. `--install` only installs
// packages, also those for tests and checks. `--check` only checks whether the sources can be built.

const web = join(import.meta.dirname, '../web')
const dist = join(web, 'dist')
const sharedFolder = '../server/src/shared'
const {
  check,
  install: installOnly,
  'with-service': withService,
} = readArguments({
  check: { type: 'boolean' },
  install: { type: 'boolean' },
  'with-service': { type: 'boolean' },
}).values
const say = (line: string) => console.error(`Web app: ${line}`)

const children = new Set<ChildProcess>()

/** Runs a command in web/. Throws an error with the command's output when it fails. */
async function run(command: string, args: string[], settings: Record<string, string> = {}): Promise<void> {
  const env = { ...process.env, ...settings }
  const child = spawn(command, args, { cwd: web, env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk
    })
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
  children.delete(child)
  if (code !== 0) throw new Error(`${command} ${args[0]} failed:\n${output.trim()}`)
}

const read = (file: string) => readFile(join(web, file), 'utf8').catch(() => '')
const hashOf = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')

/** A digest of all files that the build reads. */
async function digestOfSources(): Promise<string> {
  const notSources = /^(node_modules|dist|\.lock)(\/|$)|\.test\.tsx?$|\.md$/
  const own = (await readdir(web, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(web.length + 1))
  // The files of the service that the web app bundles, and the file that web/tsconfig.json extends.
  const shared = (await readdir(join(web, sharedFolder))).map((name) => `${sharedFolder}/${name}`)
  const files = [...own, ...shared, '../tsconfig.json'].filter((file) => !notSources.test(file)).sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0${hashOf(await readFile(join(web, file)))}\n`)
  return hash.digest('hex').slice(0, 16)
}

/** Installs the packages of web/package-lock.json: those that the build needs, or all of them. */
async function install(all: boolean): Promise<void> {
  const lock = hashOf(await read('package-lock.json'))
  const [installed, kind] = (await read('node_modules/.installed')).split(' ')
  if (installed === lock && (kind === 'all' || !all)) return
  say('installing packages…')
  await run('npm', [
    'ci',
    ...(all || kind === 'all' ? ['--include=dev'] : ['--omit=dev']),
    ...['--ignore-scripts', '--prefer-offline', '--no-audit', '--loglevel=error'],
  ])
  await writeFile(join(web, 'node_modules/.installed'), `${lock} ${all || kind === 'all' ? 'all' : 'build'}`)
}

/** Writes a brotli and a gzip file for each file that shrinks enough, so that the service compresses nothing. */
async function compress(folder: string): Promise<void> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile() && /\.(js|css|html|svg|json)$/.test(entry.name),
  )
  for (const entry of files) {
    const file = join(entry.parentPath, entry.name)
    const content = await readFile(file)
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
    await writeFile(`${file}.br`, await promisify(brotliCompress)(content, quality))
    await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }))
  }
}

async function bundle(folder: string): Promise<void> {
  const args = ['node_modules/vite/bin/vite.js', 'build', '--outDir', folder, '--logLevel', 'warn']
  // Overrides NODE_ENV of the environment: with another value React includes its development checks, which make it half as large again.
  await run('node', args, { NODE_ENV: 'production' })
}

/** Builds into a temporary folder. Throws an error if the build fails, for example because a prerendered page would load too much. */
async function checkBuild(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'coworking-web-'))
  await bundle(folder).finally(() => rm(folder, { recursive: true, force: true }))
}

async function build(digest: string): Promise<void> {
  say('building…')
  const unfinished = join(dist, `.making-${digest}`)
  await bundle(unfinished)
  await compress(unfinished)
  await rm(join(dist, digest), { recursive: true, force: true })
  await rename(unfinished, join(dist, digest))
  // The link is replaced atomically, so that no browser gets an incomplete app.
  const link = join(dist, `.link-${process.pid}`)
  await symlink(digest, link)
  await rename(link, join(dist, 'current'))
  const old = (await readdir(dist)).filter((name) => name !== digest && name !== 'current')
  for (const name of old) await rm(join(dist, name), { recursive: true, force: true })
}

/** The start of a process in ticks since boot, which a later process with its number does not share; empty outside Linux. */
const startOf = (pid: number): Promise<string> =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    // The name before it may have spaces and brackets.
    (line) => line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '',
    () => '',
  )

/** Whether the process that made a lock still runs. Null is the lock of an earlier version, a plain file. */
async function isHeld(lockContent: string | null): Promise<boolean> {
  const [pid = '', start = ''] = lockContent?.split(' ') ?? []
  const owner = Number(pid)
  const currentStart = await startOf(owner)
  return owner > 0 && (start === '' || currentStart === '' ? isRunning(owner) : start === currentStart)
}

/**
 * Runs `work` while this process holds the lock: of two services that are started from one folder, one builds and the other waits. The
 * lock of a dead process is removed. The lock is a symbolic link to the number and the start of its process, because a link appears
 * together with its content: an empty lock would look like that of a dead process.
 */
async function withLock(work: () => Promise<void>): Promise<void> {
  const lock = join(web, '.lock')
  const content = `${process.pid} ${await startOf(process.pid)}`
  let waitedFor: string | null = null
  while (!(await makeLink(content, lock))) {
    const owner = await readlink(lock).catch(() => null)
    if (!(await isHeld(owner))) await removeAbandoned(lock, owner)
    else if (owner !== waitedFor) {
      waitedFor = owner
      say(`waiting for process ${owner?.split(' ')[0]}, which is building…`)
    } else await wait(500)
  }
  try {
    await work()
  } finally {
    await rm(lock, { force: true })
  }
}

const makeLink = (content: string, path: string): Promise<boolean> =>
  symlink(content, path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false
      throw error
    },
  )

/** Removes the lock with this content. Another process may have replaced the lock meanwhile: then the new lock is put back. */
async function removeAbandoned(lock: string, content: string | null): Promise<void> {
  const removed = `${lock}-${process.pid}`
  const isMoved = await rename(lock, removed).then(
    () => true,
    () => false,
  )
  if (!isMoved) return
  const removedContent = await readlink(removed).catch(() => null)
  if (removedContent !== null && removedContent !== content) await makeLink(removedContent, lock)
  await rm(removed, { force: true })
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Ends this process, and the commands that it runs, when the service with which it was started has ended. */
function endWithTheService(): void {
  setPriority(10)
  const service = process.ppid
  setInterval(() => {
    if (process.ppid === service) return
    for (const child of children) child.kill()
    process.exit(1)
  }, 1_000).unref()
}

/**
 * Waits until the API responds, at most 30 seconds, because a build that uses all cores would delay the start of the service. With
 * `PORT=0` the port is not known here, so it waits for the 30 seconds.
 */
async function waitForTheService(): Promise<void> {
  const url = `http://${hostInUrl(process.env.HOST || '127.0.0.1')}:${process.env.PORT || 8080}/healthz`
  const deadline = performance.now() + 30_000
  const responds = () =>
    fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
      (response) => response.ok,
      () => false,
    )
  while (performance.now() < deadline && !(await responds())) await wait(250)
}

if (withService) endWithTheService()
try {
  if (check) await checkBuild()
  else
    await withLock(async () => {
      if (installOnly) return install(true)
      const digest = await digestOfSources()
      if ((await readlink(join(dist, 'current')).catch(() => '')) === digest) return
      if (withService) await waitForTheService()
      const start = performance.now()
      await mkdir(dist, { recursive: true })
      await install(false)
      await build(digest)
      say(`ready after ${Math.round((performance.now() - start) / 1_000)} s.`)
    })
} catch (error) {
  say((error as Error).message)
  if (installOnly) say('its packages could not be installed.')
  else say(`could not be built.${check ? '' : ' The API works without it; `make web` tries again.'}`)
  process.exitCode = 1
}
