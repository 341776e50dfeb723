import { describe, expect, it } from 'vitest'
import { createCoalescer, createSharedLoads } from './coalesce.ts'
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
  it('runs once more, and once only, for all who come while a run is under way', async () => {
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

  it('keeps nothing of a run that has ended', async () => {
    const coalesce = createCoalescer<string>()
    expect(await coalesce('key', async () => 'old')).toBe('old')
    expect(await coalesce('key', async () => 'new')).toBe('new')
  })

  it('runs for each key by itself', async () => {
    const coalesce = createCoalescer<string>()
    const { load, ends } = createLoads()
    const both = [coalesce('a', load), coalesce('b', load)]
    ends[0]?.({ value: 'of a' })
    ends[1]?.({ value: 'of b' })
    expect(await Promise.all(both)).toEqual(['of a', 'of b'])
  })

  it('fails those who share a run that fails, and not those who share the next', async () => {
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
  it('is one for all who ask while it runs, and none when it has ended', async () => {
    const shared = createSharedLoads<string>()
    const { load, ends } = createLoads()
    const both = [shared('key', load), shared('key', load)]
    expect(ends).toHaveLength(1)
    ends[0]?.({ value: 'same' })
    expect(await Promise.all(both)).toEqual(['same', 'same'])
    expect(await shared('key', async () => 'new')).toBe('new')
  })
})

describe.each([
  ['a shared load', createSharedLoads<string>(1)],
  ['a coalescer', createCoalescer<string>(1)],
])('%s whose answer is lost', (_, share) => {
  it('is unavailable for all who wait when its time is over, and is begun anew for who comes then', async () => {
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
