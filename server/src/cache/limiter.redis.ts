import type { Counter, LimitRule } from './limiter.rule.ts'
import type { Redis } from './redis.ts'

/*
 * A key holds `<count> <blocked until>`, and lives until its window ends. These scripts ignore and overwrite any other content: another type,
 * other text, or an expiry later than the end of any window. Instants are those of the clock of the Redis server.
 */
const readState = `
local count, blockedUntil, leftMs = 0, 0, redis.call('PTTL', KEYS[1])
if leftMs > 0 and leftMs <= tonumber(ARGV[1]) and redis.call('TYPE', KEYS[1]).ok == 'string'
    and redis.call('STRLEN', KEYS[1]) <= 40 then
  local counted, blocked = string.match(redis.call('GET', KEYS[1]), '^(%d+) (%d+)$')
  if counted then count, blockedUntil = tonumber(counted), tonumber(blocked) end
end
if count == 0 then blockedUntil, leftMs = 0, tonumber(ARGV[1]) end
local function writeState()
  redis.call('SET', KEYS[1], string.format('%.0f %.0f', count, blockedUntil), 'PX', leftMs)
end`

const consumeScript = `${readState}
local points, firstMs, maxMs = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if blockedUntil > now + maxMs then count, blockedUntil, leftMs = 0, 0, tonumber(ARGV[1]) end
if blockedUntil > now then return { blockedUntil - now, count, leftMs } end
if firstMs == 0 and count >= points then return { leftMs, count, leftMs } end
count = count + 1
if firstMs > 0 and count >= points then
  blockedUntil = now + math.min(maxMs, firstMs * 2 ^ math.min(count - points, 40))
end
writeState()
return { 0, count, leftMs }`

const giveBackScript = `${readState}
if count == 0 then return 0 end
count, blockedUntil = count - 1, 0
if count == 0 then redis.call('DEL', KEYS[1]) else writeState() end
return count`

/** Counts in Redis, for all instances together. Rejects while Redis cannot be reached. */
export function createRedisCounter(redis: Redis, { name, points, windowMs, delays }: LimitRule): Counter {
  const rule = [windowMs, points, delays?.firstMs ?? 0, delays?.maxMs ?? 0].map(String)
  const run = (script: string, key: string) =>
    redis.execute((client) =>
      client.eval(script, { keys: [redis.keyOf('limit', `${name}:${key}`)], arguments: rule }),
    )
  return {
    consume: async (key) => {
      const [retryAfterMs, count, resetMs] = (await run(consumeScript, key)) as [number, number, number]
      return { retryAfterMs, remaining: Math.max(0, points - count), resetMs }
    },
    giveBack: async (key) => {
      await run(giveBackScript, key)
    },
  }
}
