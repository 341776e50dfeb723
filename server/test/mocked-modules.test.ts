import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

// The test files of one process share the loaded modules (vitest.config.ts). A module that an earlier file has loaded would not use the mock, and
// one that is loaded with the mock would stay for later files.
it('each test file with `vi.mock` loads the modules anew before and after its tests', () => {
  const files = globSync('{server,testing,web/src}/**/*.test.ts').filter((path) =>
    /^vi\.mock\(/m.test(readFileSync(path, 'utf8')),
  )
  expect(files).not.toEqual([])
  const resets = ['vi.hoisted(() => vi.resetModules())', 'afterAll(() => vi.resetModules())']
  const faulty = files.filter((path) => !resets.every((reset) => readFileSync(path, 'utf8').includes(reset)))
  expect(faulty).toEqual([])
})
