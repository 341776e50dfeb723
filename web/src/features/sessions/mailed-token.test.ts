import { expect, it } from 'vitest'
import { tokenOf } from './mailed-token.ts'

it.each([
  ['#abc_-1', 'abc_-1'],
  ['#a%2Fb', 'a/b'],
  ['', ''],
  ['#%', ''],
])(
  'The hash "%s" of a mailed link has the token "%s", which is empty where the link was damaged',
  (hash, token) => {
    expect(tokenOf(hash)).toBe(token)
  },
)
