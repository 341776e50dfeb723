import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from '@redis/client'
import { until } from './until.ts'

/** A separate redis-server, on which tests can cause failures. */
export type RedisProcess = {
  url: string
  start(): Promise<void>
  /** SIGKILL. After the next start it has only the data that was last saved, if any. */
  kill(): Promise<void>
  /** SIGSTOP. The server still accepts connections and commands, and answers none. */
  pause(): void
  resume(): void
  flush(): Promise<void>
  /** Overwrites every key with a wrong value: a meaningless text, or a list where another type is expected. Returns the number of keys. */
  corrupt(): Promise<number>
  /** Writes the snapshot that the next start loads. */
  save(): Promise<void>
  deleteSnapshot(): Promise<void>
}

const timeoutMs = 10_000

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

const corruptScript = `
local keys = redis.call('KEYS', '*')
for index, key in ipairs(keys) do
  redis.call('DEL', key)
  if index % 2 == 0 then redis.call('SET', key, 'garbage') else redis.call('RPUSH', key, 'of', 'a', 'foreign', 'type') end
end
return #keys`

export function createRedisProcess(dir: string): RedisProcess {
  const socket = join(dir, 'redis.sock')
  const url = `unix://${socket}`
  const snapshot = 'dump.rdb'
  const args = ['--port', '0', '--unixsocket', socket, '--dir', dir, '--dbfilename', snapshot]
  let child: ChildProcess | null = null

  const command = async (...words: string[]): Promise<unknown> => {
    const client = createClient({ url, socket: { reconnectStrategy: false } })
    client.on('error', () => {})
    await client.connect()
    return client.sendCommand(words).finally(() => client.destroy())
  }
  return {
    url,
    start: async () => {
      const started = spawn('redis-server', [...args, '--save', '', '--appendonly', 'no'], {
        stdio: 'ignore',
      })
      child = started
      running.add(started)
      started.once('exit', () => running.delete(started))
      const failed = once(started, 'error').then(([error]) => {
        child = null
        throw error
      })
      const reached = () =>
        command('PING').then(
          () => true,
          () => false,
        )
      await Promise.race([failed, until('redis-server to start', reached, { timeoutMs, pauseMs: 20 })])
    },
    kill: async () => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    flush: async () => void (await command('FLUSHALL')),
    corrupt: async () => Number(await command('EVAL', corruptScript, '0')),
    save: async () => void (await command('SAVE')),
    deleteSnapshot: () => rm(join(dir, snapshot), { force: true }),
  }
}
