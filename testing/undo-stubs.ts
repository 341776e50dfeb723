import { afterAll, vi } from 'vitest'

// Vitest runs this file for each test file. The files of one process share its globals: a `fetch` that a test of the web app has replaced
// would answer the calls of later files, and each query of later files would run through a spy on the driver.
afterAll(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})
