import { setImmediate as nextTick } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { createFairQueue } from './fair-queue.ts'
import { Problem } from './problem.ts'
import { unavailable } from './problems.ts'

/** Tasks whose begin is recorded, and which end when the test says so. */
function createTasks() {
  const begun: string[] = []
  const ends = new Map<string, (how: 'well' | 'badly') => void>()
  const task = (name: string) => () =>
    new Promise<string>((resolve, reject) => {
      begun.push(name)
      ends.set(name, (how) => (how === 'well' ? resolve(name) : reject(new Error(name))))
    })
  const end = async (name: string, how: 'well' | 'badly' = 'well') => {
    ends.get(name)?.(how)
    await nextTick()
  }
  return { begun, task, end }
}

const isUnavailable = (error: unknown) => error instanceof Problem && error.type === unavailable

describe('a fair queue', () => {
  it('runs at most the limit simultaneously, and the queue keys with waiting tasks in rotation', async () => {
    const { begun, task, end } = createTasks()
    const queue = createFairQueue({ maxRunning: 2, maxWaiting: 10, maxWaitMs: 60_000, maxWorkMs: 60_000 })
    const calls = ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'c1', 'b2'].map((name) =>
      queue(name.slice(0, 1), task(name)),
    )
    expect(begun).toEqual(['a1', 'a2'])
    const order = ['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2', 'a5']
    for (const [index, name] of order.entries()) {
      await end(name)
      expect(begun).toEqual(order.slice(0, index + 3))
    }
    expect(await Promise.all(calls)).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'c1', 'b2'])
  })

  it('runs at most the limit of one queue key simultaneously, and leaves the other places to other keys', async () => {
    const { begun, task, end } = createTasks()
    const queue = createFairQueue({
      maxRunning: 2,
      maxRunningOfKey: 1,
      maxWaiting: 10,
      maxWaitMs: 60_000,
      maxWorkMs: 60_000,
    })
    const calls = ['a1', 'a2', 'a3', 'b1', 'c1'].map((name) => queue(name.slice(0, 1), task(name)))
    expect(begun).toEqual(['a1', 'b1'])
    await end('b1')
    expect(begun).toEqual(['a1', 'b1', 'c1'])
    await end('c1')
    expect(begun).toEqual(['a1', 'b1', 'c1'])
    await end('a1')
    await end('a2')
    await end('a3')
    expect(await Promise.all(calls)).toEqual(['a1', 'a2', 'a3', 'b1', 'c1'])
  })

  it('continues after a failed task', async () => {
    const { begun, task, end } = createTasks()
    const queue = createFairQueue({ maxRunning: 1, maxWaiting: 10, maxWaitMs: 60_000, maxWorkMs: 60_000 })
    const first = queue('a', task('first'))
    const second = queue('a', task('second'))
    const failed = expect(first).rejects.toThrow('first')
    await end('first', 'badly')
    await failed
    expect(begun).toEqual(['first', 'second'])
    await end('second')
    expect(await second).toBe('second')
  })

  it('refuses immediately the tasks of a queue key beyond the limit, and no task of another queue key', async () => {
    const { begun, task, end } = createTasks()
    const queue = createFairQueue({ maxRunning: 1, maxWaiting: 1, maxWaitMs: 60_000, maxWorkMs: 60_000 })
    const accepted = [queue('a', task('a1')), queue('a', task('a2'))]
    await expect(queue('a', task('a3'))).rejects.toSatisfy(isUnavailable)
    const other = queue('b', task('b1'))
    for (const name of ['a1', 'a2', 'b1']) await end(name)
    expect(await Promise.all([...accepted, other])).toEqual(['a1', 'a2', 'b1'])
    expect(begun).toEqual(['a1', 'a2', 'b1'])
  })

  it('refuses a task that waits for too long, although no task ends meanwhile, and continues with the rest', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { begun, task, end } = createTasks()
      const queue = createFairQueue({ maxRunning: 1, maxWaiting: 1, maxWaitMs: 1_000, maxWorkMs: 60_000 })
      const first = queue('a', task('first'))
      const late = expect(queue('a', task('late'))).rejects.toSatisfy(isUnavailable)
      vi.advanceTimersByTime(1_000)
      await late
      const fresh = queue('a', task('fresh'))
      await end('first')
      vi.advanceTimersByTime(1_000)
      expect(begun).toEqual(['first', 'fresh'])
      await end('fresh')
      expect(await Promise.all([first, fresh])).toEqual(['first', 'fresh'])
    } finally {
      vi.useRealTimers()
    }
  })
})
