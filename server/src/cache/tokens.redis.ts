import type { CacheTag } from './cache-tag.ts'
import type { Redis } from './redis.ts'
import { type CacheTokens, createPending, isCacheToken, newCacheToken, responseLifeMs } from './tokens.ts'

const pendingMark = '?'
// The expiry keeps Redis from filling with unused tokens; an expired token is replaced by a new one.
const tokenLifeMs = 3_600_000
// With more unwritten tags than this, `everything` takes their place: one token is written faster, and the tags do not fill the memory.
const maxUnwritten = 10_000

const writeScript = `
for index, key in ipairs(KEYS) do redis.call('SET', key, ARGV[2 * index - 1], 'PX', ARGV[2 * index]) end`

const ensureScript = `
if redis.call('TYPE', KEYS[1]).ok == 'string' then
  local value = redis.call('GET', KEYS[1])
  if value == '${pendingMark}' or (#value == #ARGV[1] and not string.find(value, '[^%w_-]')) then return value end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]`

type Batch = { tags: Set<CacheTag>; result: Promise<Map<CacheTag, string>> }

/** Tokens that several instances share. */
export function createRedisCacheTokens(redis: Redis): CacheTokens {
  const pending = createPending()
  /** Tags that were invalidated while Redis could not be reached. New tokens are written for them before Redis is used again. */
  const unwritten = new Set<CacheTag>()
  let runId = ''
  let prefix: string | null = null
  let next: Batch | null = null
  let lastRead: Promise<unknown> = Promise.resolve()

  const keyOf = (tag: CacheTag) => redis.keyOf('token', `${runId}:${tag}`)
  /**
   * Writes for each tag a new token, or the pending mark while a write of this process to the data of the tag is running. Tokens of
   * different tags may be equal: a cached response holds them in the order of their tags.
   */
  const write = async (tags: CacheTag[]): Promise<void> => {
    if (tags.length === 0) return
    const token = newCacheToken()
    const values = tags.flatMap((tag) =>
      pending.has(tag) ? [pendingMark, String(responseLifeMs)] : [token, String(tokenLifeMs)],
    )
    await redis.client.eval(writeScript, { keys: tags.map(keyOf), arguments: values })
  }

  redis.beforeUp(async () => {
    runId = redis.serverRunId() ?? ''
    // The service is connected to another database now: what was written since then has the former prefix.
    const found = redis.keyOf('token', '')
    if (prefix !== null && prefix !== found) addUnwritten(['everything'])
    prefix = found
    const tags = [...unwritten]
    // Removed before the write: a tag that is invalidated again during the write stays, because the connection may be lost after it.
    unwritten.clear()
    await write(tags).catch((error: unknown) => {
      addUnwritten(tags)
      throw error
    })
  })

  /**
   * All reads within one turn of the event loop are sent together, and those that come while a command is running are sent after it:
   * the busier the service, the fewer commands each read needs.
   */
  const readInBatch = (tags: CacheTag[]): Promise<Map<CacheTag, string>> => {
    next ??= startBatch()
    for (const tag of tags) next.tags.add(tag)
    return next.result
  }
  const startBatch = (): Batch => {
    const tags = new Set<CacheTag>()
    const turnEnd = new Promise<void>((resolve) => setImmediate(resolve))
    const result = Promise.all([turnEnd, lastRead]).then(() => {
      next = null
      // A request waits for a Redis that hangs only once.
      if (!redis.isUp()) throw new Error('Redis went down while this read waited for its turn')
      return redis.execute(() => readOrCreate([...tags]))
    })
    lastRead = result.catch(() => {})
    return { tags, result }
  }
  const readOrCreate = async (tags: CacheTag[]): Promise<Map<CacheTag, string>> => {
    const found = await redis.client.mGet(tags.map(keyOf))
    const tokens = new Map<CacheTag, string>()
    const missing: CacheTag[] = []
    for (const [index, tag] of tags.entries()) {
      const value = found[index] ?? ''
      if (isCacheToken(value) || value === pendingMark) tokens.set(tag, value)
      else missing.push(tag)
    }
    const newTokens = await Promise.all(missing.map(ensureToken))
    for (const [index, tag] of missing.entries()) tokens.set(tag, newTokens[index] ?? pendingMark)
    return tokens
  }
  /** Where two instances make a token at once, the first token counts. A value that is not a token counts as missing. */
  const ensureToken = async (tag: CacheTag): Promise<string> =>
    String(
      await redis.client.eval(ensureScript, {
        keys: [keyOf(tag)],
        arguments: [newCacheToken(), String(tokenLifeMs)],
      }),
    )

  /** Writes new tokens, or the pending mark, of these tags to Redis, or remembers the tags. Waits for Redis only while it is up. */
  const writeOrRemember = async (tags: CacheTag[]): Promise<void> => {
    if (redis.isUp()) return redis.execute(() => write(tags)).catch(() => addUnwritten(tags))
    addUnwritten(tags)
    if (!redis.client.isReady || runId === '') return
    // Redis may count as up before it refuses this write: then it is down again, until a token is written for each unwritten tag.
    write(tags).catch((error: unknown) => redis.setDown(error))
  }
  const addUnwritten = (tags: CacheTag[]) => {
    for (const tag of tags) unwritten.add(tag)
    if (unwritten.size <= maxUnwritten && !unwritten.has('everything')) return
    unwritten.clear()
    unwritten.add('everything')
  }

  return {
    read: async (tags) => {
      if (redis.trustedServerRunId() === null || tags.some(pending.has)) return null
      const tokens = await readInBatch(tags).catch(() => null)
      if (!tokens || redis.trustedServerRunId() === null) return null
      const values = tags.map((tag) => tokens.get(tag) ?? pendingMark)
      return values.includes(pendingMark) ? null : values
    },
    beginInvalidation: async (tags) => {
      const end = pending.begin(tags)
      await writeOrRemember(tags)
      const expiry = setTimeout(end, responseLifeMs).unref()
      return async () => {
        clearTimeout(expiry)
        end()
        // Also where another write of this process still keeps a tag pending: a write of another instance may have replaced the pending mark
        // by its own token.
        await writeOrRemember(tags)
      }
    },
  }
}
