import { describe, expect, it } from 'vitest'
import { problemCodeOf } from '../../../testing/refusals.ts'
import { assertUnchanged, assertVersion, digestOf } from './version.ts'

describe('If-Match', () => {
  const stale = 'precondition_failed'

  it.each([
    ['none at all', null, null],
    ['any version', '*', null],
    ['any version, with white space', ' * ', null],
    ['the tag of this version', '"7-Zm9v"', null],
    ['this version alone, as an item of a list shows it', '"7"', null],
    ['this version alone, made weak by a proxy that compresses', 'W/"7"', null],
    ['an older version alone', '"6"', stale],
    ['a version alone that begins alike', '"71"', stale],
    ['the tag of this version, whatever else the response showed then', '"7-YmFy"', null],
    ['several, one of this version', '"5-Zm9v", "7-Zm9v"', null],
    ['several without spaces', '"5-Zm9v","7-Zm9v"', null],
    ['an older version', '"6-Zm9v"', stale],
    ['a newer version', '"8-Zm9v"', stale],
    ['a version that begins alike', '"71-Zm9v"', stale],
    ['a version that ends alike', '"17-Zm9v"', stale],
    ['the tag of this version, made weak by a proxy that compresses', 'W/"7-Zm9v"', null],
    ['the tag of this version with the coding that a proxy wrote into it', '"7-Zm9v-gzip"', null],
    ['several, one of this version made weak', '"5-Zm9v", W/"7-Zm9v-br"', null],
    ['an older version made weak', 'W/"6-Zm9v"', stale],
    ['an older version with a coding', '"6-Zm9v-gzip"', stale],
    ['a weak tag without its quotes', 'W/7-Zm9v', stale],
    ['the version without its quotes', '7-Zm9v', stale],
    ['the tag of a list, which has no version', '"Zm9v"', stale],
    ['nothing in it', '', stale],
  ])('%s', (_, ifMatch, code) => expect(problemCodeOf(() => assertVersion(7, ifMatch))).toBe(code))

  const week = { weekly: [] }
  const digest = digestOf('{"weekly":[]}')
  it.each([
    ['of data without a version: the whole response', `"${digest}"`, null],
    ['of data without a version: a part of the response', `"other", "${digest}-Zm9v"`, null],
    ['of data without a version: the whole response, made weak', `W/"${digest}"`, null],
    ['of data without a version: the whole response, with a coding', `"${digest}-gzip"`, null],
    ['of data without a version: a part of the response, made weak', `W/"${digest}-Zm9v"`, null],
    ['of data without a version: another state, made weak', `W/"${digestOf('{}')}"`, stale],
    ['of data without a version: another state', `"${digestOf('{}')}"`, stale],
    ['of data without a version: one that begins alike', `"${digest}x"`, stale],
  ])('%s', (_, ifMatch, code) => expect(problemCodeOf(() => assertUnchanged(week, ifMatch))).toBe(code))
})
