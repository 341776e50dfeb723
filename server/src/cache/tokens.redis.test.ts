import { expect, it } from 'vitest'
import type { CacheTag } from './cache-tag.ts'
import type { Redis } from './redis.ts'
import { createRedisCacheTokens } from './tokens.redis.ts'

/**
 * A Redis that is down; `reply` is what it responds to the next write, `written` are the keys of each write, `downs` is how often it was
 * made to count as down.
 */
function createFake() {
  const fake = {
    reply: async () => {},
    written: [] as string[][],
    prefix: '',
    beforeUp: async () => {},
    isReady: false,
    downs: 0,
  }
  const client = {
    get isReady() {
      return fake.isReady
    },
    eval: (_script: string, { keys }: { keys: string[] }) => {
      fake.written.push(keys)
      return fake.reply()
    },
  }
  const redis = {
    client,
    keyOf: (_kind: string, name: string) => `${fake.prefix}${name}`,
    isUp: () => false,
    serverRunId: () => 'run',
    trustedServerRunId: () => null,
    setDown: () => {
      fake.downs += 1
    },
    beforeUp: (listener: () => Promise<void>) => {
      fake.beforeUp = listener
    },
  }
  return { fake, tokens: createRedisCacheTokens(redis as unknown as Redis) }
}

const tag: CacheTag = 'people'
const lost = () => Promise.reject(new Error('the connection was lost'))

it('a tag that is invalidated once more while its first token is written gets another token on the next connection', async () => {
  const { fake, tokens } = createFake()
  await (await tokens.beginInvalidation([tag]))()
  const firstReply = Promise.withResolvers<void>()
  fake.isReady = true
  fake.reply = () => firstReply.promise
  const back = fake.beforeUp()
  fake.reply = lost
  await (await tokens.beginInvalidation([tag]))()
  firstReply.resolve()
  await back
  fake.written.length = 0
  fake.reply = async () => {}
  await fake.beforeUp()
  expect(fake.written).toEqual([[`run:${tag}`]])
})

it('a tag whose token cannot be written gets one on the next connection', async () => {
  const { fake, tokens } = createFake()
  await (await tokens.beginInvalidation([tag]))()
  fake.reply = lost
  await expect(fake.beforeUp()).rejects.toThrow('lost')
  fake.written.length = 0
  fake.reply = async () => {}
  await fake.beforeUp()
  await fake.beforeUp()
  expect(fake.written).toEqual([[`run:${tag}`]])
})

it('where more than 10,000 tags wait for Redis, one token of `everything` is written in their place', async () => {
  const { fake, tokens } = createFake()
  for (let user = 0; user <= 10_000; user++) await (await tokens.beginInvalidation([`user:${user}`]))()
  fake.isReady = true
  await fake.beforeUp()
  expect(fake.written).toEqual([['run:everything']])
})

it('Redis counts as down again where it refuses the write of a tag that was invalidated while it came back', async () => {
  const { fake, tokens } = createFake()
  fake.isReady = true
  await fake.beforeUp()
  await (await tokens.beginInvalidation([tag]))()
  expect(fake.downs).toBe(0)
  fake.reply = () => Promise.reject(new Error('OOM command not allowed'))
  await (await tokens.beginInvalidation([tag]))()
  expect(fake.downs).toBeGreaterThan(0)
})

it('nothing is written to a Redis before its first check', async () => {
  const { fake, tokens } = createFake()
  fake.isReady = true
  await (await tokens.beginInvalidation([tag]))()
  expect(fake).toMatchObject({ written: [], downs: 0 })
})

it('on another database everything gets a new token, because earlier tokens were written for the former one', async () => {
  const { fake } = createFake()
  await fake.beforeUp()
  expect(fake.written).toEqual([])
  fake.prefix = 'other:'
  await fake.beforeUp()
  expect(fake.written).toEqual([['other:run:everything']])
  await fake.beforeUp()
  expect(fake.written).toHaveLength(1)
})
