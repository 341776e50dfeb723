import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** The patterns of the test files that `scripts/test` leaves out of the run on Debian's PostgreSQL, one for each alternative in braces. */
function patternsLeftOut(): string[] {
  const script = readFileSync('scripts/test', 'utf8')
  const [, http = ''] = /^ *http='(.*)'$/m.exec(script) ?? []
  return [...script.matchAll(/--exclude ["']([^"']+)["']/g)].flatMap(([, pattern = '']) => {
    const whole = pattern.replace('$http', http)
    const [braces, list = ''] = /\{(.*?)\}/.exec(whole) ?? []
    return braces ? list.split(',').map((name) => whole.replace(braces, name)) : [whole]
  })
}

it('the run on Debian’s PostgreSQL leaves out only test files that exist', () => {
  const patterns = patternsLeftOut()
  expect(patterns.length).toBeGreaterThan(20)
  const exclude = (path: string) => path.includes('node_modules')
  expect(
    patterns.filter((pattern) => globSync(pattern, { exclude }).length === 0),
    'no test file matches these patterns of scripts/test: name the renamed file there, or remove the pattern',
  ).toEqual([])
})
