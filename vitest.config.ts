import { defineConfig } from 'vitest/config'
import { slowestFiles } from './scripts/slowest-files.ts'
import { useCompileCache } from './testing/processes/compile-cache.ts'
import { keepFilesInMemory } from './testing/processes/files-in-memory.ts'
import { requestedCount } from './testing/requested-count.ts'

useCompileCache()
keepFilesInMemory()

export default defineConfig({
  test: {
    include: ['server/**/*.test.ts', 'testing/**/*.test.ts', 'web/src/**/*.test.ts'],
    globalSetup: ['testing/global-setup.ts'],
    setupFiles: ['testing/undo-stubs.ts'],
    // Ends a test that hangs; it does not limit the speed, because a busy CI machine is slow. `PROPERTY_RUNS` is the number of runs of each property test.
    testTimeout: 120_000 + (requestedCount('PROPERTY_RUNS') ?? 0) * 200,
    hookTimeout: 180_000,
    // `expect.poll` returns as soon as its condition holds; this ends a poll whose condition never holds.
    expect: { poll: { timeout: 20_000 } },
    reporters: ['default', slowestFiles],
    pool: 'forks',
    // Test files of one process share its loaded modules: loading them for each file again took half the time of a run. So a helper
    // registers no hooks when it is loaded (they would run for the first file only), and a test undoes what it changes of the process.
    isolate: false,
    maxWorkers: 2,
  },
})
