import { setImmediate as nextTick } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createBatcher, createLoadSharing, createSequentialLoadSharing, type RunQueued } from './coalesce.ts'
import { Problem } from './problem.ts'
import { unavailable } from './problems.ts'

/** A load that ends when the test says so. */
function createLoads() {
  const ends: ((end: { value: string } | { error: Error }) => void)[] = []
  const load = () =>
    new Promise<string>((resolve, reject) => {
      ends.push((end) => ('value' in end ? resolve(end.value) : reject(end.error)))
    })
  return { load, ends }
}

describe('sequential load sharing', () => {
  it('runs exactly once more for all calls during a run', async () => {
    const shareLoad = createSequentialLoadSharing<string>()
    const { load, ends } = createLoads()
    const first = shareLoad('key', load)
    const later = [shareLoad('key', load), shareLoad('key', load), shareLoad('key', load)]
    expect(ends).toHaveLength(1)
    ends[0]?.({ value: 'before' })
    expect(await first).toBe('before')
    expect(ends).toHaveLength(2)
    ends[1]?.({ value: 'after' })
    expect(await Promise.all(later)).toEqual(['after', 'after', 'after'])
    expect(ends).toHaveLength(2)
  })

  it('runs again for a call after the run has ended', async () => {
    const shareLoad = createSequentialLoadSharing<string>()
    expect(await shareLoad('key', async () => 'old')).toBe('old')
    expect(await shareLoad('key', async () => 'new')).toBe('new')
  })

  it('runs separately for each key', async () => {
    const shareLoad = createSequentialLoadSharing<string>()
    const { load, ends } = createLoads()
    const both = [shareLoad('a', load), shareLoad('b', load)]
    ends[0]?.({ value: 'of a' })
    ends[1]?.({ value: 'of b' })
    expect(await Promise.all(both)).toEqual(['of a', 'of b'])
  })

  it('fails for the calls of a failed run, and not for the calls of the next run', async () => {
    const shareLoad = createSequentialLoadSharing<string>()
    const { load, ends } = createLoads()
    const first = shareLoad('key', load)
    const next = shareLoad('key', load)
    ends[0]?.({ error: new Error('no connection') })
    await expect(first).rejects.toThrow('no connection')
    ends[1]?.({ value: 'well' })
    expect(await next).toBe('well')
  })
})

describe('a shared load', () => {
  it('is shared by all calls while it runs, and gone when it has ended', async () => {
    const shared = createLoadSharing<string>()
    const { load, ends } = createLoads()
    const both = [shared('key', load), shared('key', load)]
    expect(ends).toHaveLength(1)
    ends[0]?.({ value: 'same' })
    expect(await Promise.all(both)).toEqual(['same', 'same'])
    expect(await shared('key', async () => 'new')).toBe('new')
  })

  it('fails for all calls where it throws before it returns a promise, and begins again', async () => {
    const shared = createLoadSharing<string>()
    const failing = shared('key', () => {
      throw new Error('no connection')
    })
    await expect(failing).rejects.toThrow('no connection')
    expect(await shared('key', async () => 'new')).toBe('new')
  })
})

describe('a shared load for which calls wait in queues', () => {
  /** A queue that lets the work begin, or refuses it, when the test says so. */
  const createQueue = () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const runQueued: RunQueued = async (work) => {
      await promise
      return work()
    }
    return { runQueued, allow: resolve, refuse: () => reject(unavailable()) }
  }

  it('begins when the first call leaves its queue, and is shared by all calls', async () => {
    const shared = createLoadSharing<string>()
    const { load, ends } = createLoads()
    const [slow, quick] = [createQueue(), createQueue()]
    const both = [shared('key', load, slow.runQueued), shared('key', load, quick.runQueued)]
    expect(ends).toHaveLength(0)
    quick.allow()
    await nextTick()
    const third = shared('key', load, createQueue().runQueued)
    ends[0]?.({ value: 'same' })
    expect(await Promise.all([...both, third])).toEqual(['same', 'same', 'same'])
    slow.allow()
    await nextTick()
    expect(ends).toHaveLength(1)
  })

  it('is refused for a call that waits too long in its queue, and not where the load has begun', async () => {
    const shared = createLoadSharing<string>()
    const { load, ends } = createLoads()
    const queues = [createQueue(), createQueue(), createQueue()]
    const [first, second, third] = queues.map(({ runQueued }) => shared('key', load, runQueued))
    queues[0]?.refuse()
    await expect(first).rejects.toSatisfy((error) => error instanceof Problem && error.type === unavailable)
    queues[1]?.allow()
    await nextTick()
    queues[2]?.refuse()
    ends[0]?.({ value: 'well' })
    expect(await Promise.all([second, third])).toEqual(['well', 'well'])
  })

  it('is dropped when all its calls were refused, and begins again', async () => {
    const shared = createLoadSharing<string>()
    const refused = createQueue()
    const first = shared('key', async () => 'old', refused.runQueued)
    refused.refuse()
    await expect(first).rejects.toThrow()
    expect(await shared('key', async () => 'new')).toBe('new')
  })

  it('is shared only by calls from before its begin, where an older result must not be used', async () => {
    const shared = createLoadSharing<string>({ sharedUntil: 'begin' })
    const { load, ends } = createLoads()
    const queues = [createQueue(), createQueue(), createQueue()]
    const before = queues.slice(0, 2).map(({ runQueued }) => shared('key', load, runQueued))
    queues[1]?.allow()
    await nextTick()
    const after = shared('key', load, queues[2]?.runQueued)
    queues[2]?.allow()
    await nextTick()
    expect(ends).toHaveLength(2)
    ends[0]?.({ value: 'first' })
    ends[1]?.({ value: 'second' })
    expect(await Promise.all([...before, after])).toEqual(['first', 'first', 'second'])
  })

  it('fails for all calls that share it', async () => {
    const shared = createLoadSharing<string>()
    const { load, ends } = createLoads()
    const queue = createQueue()
    const both = [shared('key', load, queue.runQueued), shared('key', load, createQueue().runQueued)]
    queue.allow()
    await nextTick()
    ends[0]?.({ error: new Error('no connection') })
    for (const load of both) await expect(load).rejects.toThrow('no connection')
    expect(await shared('key', async () => 'new')).toBe('new')
  })
})

describe.each([
  ['a shared load', createLoadSharing<string>({ timeoutMs: 1 })],
  ['sequential load sharing', createSequentialLoadSharing<string>(1)],
])('%s whose result never comes', (_, share) => {
  it('raises unavailable for all waiting calls at its deadline, and begins again for later calls', async () => {
    const never = () => new Promise<string>(() => {})
    const waiting = [share('key', never), share('key', never)]
    const ends = await Promise.allSettled(waiting)
    for (const end of ends) {
      const reason: unknown = end.status === 'rejected' && end.reason
      expect(reason instanceof Problem && reason.type).toBe(unavailable)
    }
    expect(await share('key', async () => 'well')).toBe('well')
  })
})

describe('a batcher', () => {
  it('works on the items that come at one time, and on those that come during a run, together and in their order', async () => {
    const { load, ends } = createLoads()
    const batches: string[][] = []
    const work = createBatcher<string>(async (items) => {
      batches.push(items)
      await load()
    })
    const first = [work('a'), work('b')]
    await nextTick()
    const second = [work('c'), work('d')]
    await nextTick()
    expect(batches).toEqual([['a', 'b']])
    ends[0]?.({ error: new Error('no space left') })
    for (const result of first) await expect(result).rejects.toThrow('no space left')
    await nextTick()
    expect(batches).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
    ends[1]?.({ value: '' })
    await Promise.all(second)
    const last = work('e')
    await nextTick()
    ends[2]?.({ value: '' })
    await last
    expect(batches[2]).toEqual(['e'])
  })
})
