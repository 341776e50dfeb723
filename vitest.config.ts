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
    // Against what hangs, not a word on speed: a busy CI machine takes its time. `PROPERTY_RUNS` is how many tries of a property were asked for.
    testTimeout: 120_000 + (requestedCount('PROPERTY_RUNS') ?? 0) * 200,
    hookTimeout: 180_000,
    // A test that waits for something ends when it has happened; this is only against waiting for ever.
    expect: { poll: { timeout: 20_000 } },
    reporters: ['default', slowestFiles],
    pool: 'forks',
    // Files of one process share its modules: each loading them anew was half of a run. So a helper registers no hooks when it is
    // loaded (it would do so for the first file only), and a test undoes what it changes of the process.
    isolate: false,
    maxWorkers: 2,
  },
})
