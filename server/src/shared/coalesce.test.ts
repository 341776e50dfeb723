import { setImmediate as nextTick } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createBatcher, createCoalescer, createSharedLoads, type InTurn } from './coalesce.ts'
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

describe('a coalescer', () => {
  it('runs exactly once more for all callers who come during a run', async () => {
    const coalesce = createCoalescer<string>()
    const { load, ends } = createLoads()
    const first = coalesce('key', load)
    const later = [coalesce('key', load), coalesce('key', load), coalesce('key', load)]
    expect(ends).toHaveLength(1)
    ends[0]?.({ value: 'before' })
    expect(await first).toBe('before')
    expect(ends).toHaveLength(2)
    ends[1]?.({ value: 'after' })
    expect(await Promise.all(later)).toEqual(['after', 'after', 'after'])
    expect(ends).toHaveLength(2)
  })

  it('stores nothing of a run that has ended', async () => {
    const coalesce = createCoalescer<string>()
    expect(await coalesce('key', async () => 'old')).toBe('old')
    expect(await coalesce('key', async () => 'new')).toBe('new')
  })

  it('runs separately for each key', async () => {
    const coalesce = createCoalescer<string>()
    const { load, ends } = createLoads()
    const both = [coalesce('a', load), coalesce('b', load)]
    ends[0]?.({ value: 'of a' })
    ends[1]?.({ value: 'of b' })
    expect(await Promise.all(both)).toEqual(['of a', 'of b'])
  })

  it('fails for the callers of a failed run, and not for the callers of the next run', async () => {
    const coalesce = createCoalescer<string>()
    const { load, ends } = createLoads()
    const first = coalesce('key', load)
    const next = coalesce('key', load)
    ends[0]?.({ error: new Error('no connection') })
    await expect(first).rejects.toThrow('no connection')
    ends[1]?.({ value: 'well' })
    expect(await next).toBe('well')
  })
})

describe('a shared load', () => {
  it('is shared by all callers while it runs, and gone when it has ended', async () => {
    const shared = createSharedLoads<string>()
    const { load, ends } = createLoads()
    const both = [shared('key', load), shared('key', load)]
    expect(ends).toHaveLength(1)
    ends[0]?.({ value: 'same' })
    expect(await Promise.all(both)).toEqual(['same', 'same'])
    expect(await shared('key', async () => 'new')).toBe('new')
  })
})

describe('a shared load for which callers take turns', () => {
  /** Turns that begin when the test says so. */
  const createTurn = () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const inTurn: InTurn = async (work) => {
      await promise
      return work()
    }
    return { inTurn, comes: resolve, isRefused: () => reject(unavailable()) }
  }

  it('begins in the first free turn, and is shared by all callers', async () => {
    const shared = createSharedLoads<string>()
    const { load, ends } = createLoads()
    const [slow, quick] = [createTurn(), createTurn()]
    const both = [shared('key', load, slow.inTurn), shared('key', load, quick.inTurn)]
    expect(ends).toHaveLength(0)
    quick.comes()
    await nextTick()
    const third = shared('key', load, createTurn().inTurn)
    ends[0]?.({ value: 'same' })
    expect(await Promise.all([...both, third])).toEqual(['same', 'same', 'same'])
    slow.comes()
    await nextTick()
    expect(ends).toHaveLength(1)
  })

  it('is refused for a caller whose turn does not come in time, and not where the load has begun', async () => {
    const shared = createSharedLoads<string>()
    const { load, ends } = createLoads()
    const turns = [createTurn(), createTurn(), createTurn()]
    const [first, second, third] = turns.map(({ inTurn }) => shared('key', load, inTurn))
    turns[0]?.isRefused()
    await expect(first).rejects.toSatisfy((error) => error instanceof Problem && error.type === unavailable)
    turns[1]?.comes()
    await nextTick()
    turns[2]?.isRefused()
    ends[0]?.({ value: 'well' })
    expect(await Promise.all([second, third])).toEqual(['well', 'well'])
  })

  it('is dropped when all its callers were refused, and begins again', async () => {
    const shared = createSharedLoads<string>()
    const refused = createTurn()
    const first = shared('key', async () => 'old', refused.inTurn)
    refused.isRefused()
    await expect(first).rejects.toThrow()
    expect(await shared('key', async () => 'new')).toBe('new')
  })

  it('is shared only by callers from before its begin, where an older result must not be used', async () => {
    const shared = createSharedLoads<string>(60_000, 'begin')
    const { load, ends } = createLoads()
    const turns = [createTurn(), createTurn(), createTurn()]
    const before = turns.slice(0, 2).map(({ inTurn }) => shared('key', load, inTurn))
    turns[1]?.comes()
    await nextTick()
    const after = shared('key', load, turns[2]?.inTurn)
    turns[2]?.comes()
    await nextTick()
    expect(ends).toHaveLength(2)
    ends[0]?.({ value: 'first' })
    ends[1]?.({ value: 'second' })
    expect(await Promise.all([...before, after])).toEqual(['first', 'first', 'second'])
  })

  it('fails for all callers who share it', async () => {
    const shared = createSharedLoads<string>()
    const { load, ends } = createLoads()
    const turn = createTurn()
    const both = [shared('key', load, turn.inTurn), shared('key', load, createTurn().inTurn)]
    turn.comes()
    await nextTick()
    ends[0]?.({ error: new Error('no connection') })
    for (const one of both) await expect(one).rejects.toThrow('no connection')
    expect(await shared('key', async () => 'new')).toBe('new')
  })
})

describe.each([
  ['a shared load', createSharedLoads<string>(1)],
  ['a coalescer', createCoalescer<string>(1)],
])('%s whose answer is lost', (_, share) => {
  it('is unavailable for all who wait at its deadline, and begins again for later callers', async () => {
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
    for (const one of first) await expect(one).rejects.toThrow('no space left')
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
