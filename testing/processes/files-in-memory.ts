import { statfsSync } from 'node:fs'

const memory = '/dev/shm'
const minFreeBytes = 6 * 1024 ** 3

/**
 * Keeps the temporary files of the tests in memory where there is much of it, unless TMPDIR names another place: PostgreSQL makes
 * about a thousand files for each database, and a disk takes several times as long for them. Must run before the workers start.
 */
export function keepFilesInMemory(): void {
  // `availableMemory` respects the limit of a container, and these files count towards that limit.
  if (process.availableMemory() > minFreeBytes && freeIn(memory) > minFreeBytes) process.env.TMPDIR ??= memory
}

function freeIn(dir: string): number {
  try {
    const { bavail, bsize } = statfsSync(dir)
    return bavail * bsize
  } catch {
    return 0
  }
}
