import { closeSync, openSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { createLogDestination, fileOutput } from './log.ts'

/** An output for which the test decides the result of each write; without a decision a write never ends. */
function createOutput(...outcomes: (Error | null)[]) {
  const written: string[] = []
  return {
    written,
    write(text: string, done: (error: Error | null) => void) {
      const outcome = outcomes.shift()
      if (outcome === undefined) return
      if (outcome === null) written.push(text)
      queueMicrotask(() => done(outcome))
    },
    writeNow: (text: string) => void written.push(text),
  }
}

const full = new Error('ENOSPC: no space left on device, write')
const page = 'x'.repeat(4_096)

describe('lines of the log', () => {
  it('of one moment are written together, in their order', async () => {
    const output = createOutput(null)
    const destination = createLogDestination({ output })
    for (const line of ['a\n', 'b\n', 'c\n']) destination.write(line)
    await destination.flush()
    expect(output.written).toEqual(['a\nb\nc\n'])
    expect(destination.lost()).toBe(0)
  })

  it('for which there is no room are dropped, and their number is logged when there is room again', async () => {
    const output = createOutput(full, full, null, null)
    const reported: unknown[] = []
    const destination = createLogDestination({
      output,
      onRecovery: (lost, reason) => {
        reported.push([lost, reason])
        destination.write('recovered\n')
      },
    })
    destination.write('a\n')
    destination.write('b\n')
    await destination.flush()
    destination.write('c\n')
    await destination.flush()
    expect([destination.lost(), reported]).toEqual([3, []])
    destination.write('d\n')
    await destination.flush()
    await destination.flush()
    // This is on a separate line, because half of a lost line may stand before it.
    expect(output.written).toEqual(['\nd\n', 'recovered\n'])
    expect([destination.lost(), reported]).toEqual([3, [[3, full.message]]])
  })

  it('behind a reader that has stopped are stored up to a megabyte, then counted and dropped', () => {
    const destination = createLogDestination({ output: createOutput() })
    const pages = 1_000
    for (let n = 0; n < pages; n++) destination.write(page)
    // One line is being written, and 256 lines wait.
    expect(destination.lost()).toBe(pages - 257)
  })

  it('that arrive during a slow write are written soon after it, without further lines', () => {
    vi.useFakeTimers()
    try {
      const written: string[] = []
      let endWrite = () => {}
      const destination = createLogDestination({
        output: {
          write(text, done) {
            written.push(text)
            endWrite = () => done(null)
          },
          writeNow: (text) => void written.push(text),
        },
      })
      destination.write('a\n')
      vi.advanceTimersByTime(100)
      destination.write('b\n')
      vi.advanceTimersByTime(1_000)
      expect(written).toEqual(['a\n'])
      endWrite()
      vi.advanceTimersByTime(100)
      expect(written).toEqual(['a\n', 'b\n'])
    } finally {
      vi.useRealTimers()
    }
  })

  it('on a full disk (/dev/full) are counted as lost', async () => {
    const fd = openSync('/dev/full', 'w')
    const destination = createLogDestination({ output: fileOutput(fd) })
    destination.write('a\n')
    await destination.flush()
    expect(destination.lost()).toBe(1)
    closeSync(fd)
  })
})
