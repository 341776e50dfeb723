import { fstatSync, write, writeSync } from 'node:fs'
import pg from 'pg'
import { type Logger, pino } from 'pino'
import type { Config } from './config.ts'

/** The destination of log lines; `write` never throws and never waits. */
export type LogDestination = {
  write(line: string): void
  /** The number of lines that could not be written since the start. */
  lost(): number
  /** Resolves when every line logged so far is written or lost. */
  flush(): Promise<void>
}

type Output = {
  /** Calls back with null when all of the text is written, otherwise with the error. */
  write(text: string, done: (error: Error | null) => void): void
  /** Writes synchronously, for the end of the process. Throws. */
  writeNow(text: string): void
}

type Options = {
  output: Output
  /** Called when lines can be written again, with the number of lines lost until then. */
  onRecovery?: (lost: number, reason: string) => void
}

// Lines of one moment are written together: a separate write for each line costs a tenth of a quick request.
const flushLength = 4_096
const flushMs = 100
// The size of the buffer for lines during a write. A reader that has stopped costs no more memory than this.
const maxWaitingLength = 1_048_576

/**
 * Writes lines in the background. Lines for which there is no room (a full disk), no reader (a closed pipe) or no time
 * (a reader that has stopped) are counted and dropped: a service that cannot log continues to work.
 */
export function createLogDestination({ output, onRecovery = () => {} }: Options): LogDestination {
  let waiting: string[] = []
  let waitingLength = 0
  let lost = 0
  let lostSinceRecovery = 0
  let reason = ''
  let isWriting = false
  let timer: NodeJS.Timeout | undefined
  /** The callers of `flush` that wait until all lines are written. */
  const flushWaiters: (() => void)[] = []

  const countLost = (count: number, cause: string) => {
    lost += count
    lostSinceRecovery += count
    reason = cause
  }
  const drain = () => {
    const lines = waiting
    waiting = []
    waitingLength = 0
    return lines
  }
  /** Waits for lines of the same moment, so that one write sends them together. */
  const sendSoon = () => {
    timer ??= setTimeout(send, flushMs).unref()
  }
  const send = () => {
    clearTimeout(timer)
    timer = undefined
    if (isWriting) return
    const lines = drain()
    if (lines.length === 0) {
      for (const resolve of flushWaiters.splice(0)) resolve()
      return
    }
    isWriting = true
    // A failed write may have left half a line.
    output.write(`${lostSinceRecovery > 0 ? '\n' : ''}${lines.join('')}`, (error) => {
      isWriting = false
      if (error) countLost(lines.length, error.message)
      else if (lostSinceRecovery > 0) {
        const count = lostSinceRecovery
        lostSinceRecovery = 0
        onRecovery(count, reason)
      }
      if (waitingLength >= flushLength || flushWaiters.length > 0) send()
      else if (waitingLength > 0) sendSoon()
    })
  }
  process.once('exit', () => {
    const lines = drain()
    try {
      if (lines.length > 0) output.writeNow(lines.join(''))
    } catch {
      // The output is gone, so the error cannot be reported.
    }
  })
  return {
    write(line) {
      if (waitingLength + line.length > maxWaitingLength)
        return countLost(1, 'the reader of the log is too slow')
      waiting.push(line)
      waitingLength += line.length
      if (waitingLength >= flushLength) send()
      else sendSoon()
    },
    lost: () => lost,
    flush: () =>
      new Promise((resolve) => {
        flushWaiters.push(resolve)
        send()
      }),
  }
}

/** A file, a terminal or a device: the thread pool writes it, so that a slow disk does not delay requests. */
export const fileOutput = (fd: number): Output => ({
  write(text, done) {
    const writeAll = (bytes: Buffer) =>
      write(fd, bytes, (error, count) => {
        if (error || count >= bytes.length) done(error)
        else writeAll(bytes.subarray(count))
      })
    writeAll(Buffer.from(text))
  },
  writeNow: (text) => void writeSync(fd, text),
})

/** A pipe or a socket: the thread pool must not block on one whose reader has stopped, or the process could not end. */
function pipeOutput(stream: NodeJS.WriteStream): Output {
  // The callback reports the error.
  stream.on('error', () => {})
  return {
    write: (text, done) => void stream.write(text, (error) => done(error ?? null)),
    writeNow: (text) => void stream.write(text),
  }
}

function standardOutput(): Output {
  const fd = 1
  const stats = fstatSync(fd)
  return stats.isFIFO() || stats.isSocket() ? pipeOutput(process.stdout) : fileOutput(fd)
}

/**
 * How errors are logged. An error of PostgreSQL has rows and values in its details, and where it is a data exception (class 22) in its
 * message, too; the log has no data of a person (docs/privacy.md).
 */
export const serializers = {
  err: (error: Error) => {
    const logged = pino.stdSerializers.err(error)
    if (!(error instanceof pg.DatabaseError)) return logged
    const { detail: _, where: __, ...rest } = logged
    if (!error.code?.startsWith('22')) return rest
    return { ...rest, message: '…', stack: logged.stack?.replace(error.message, '…') }
  },
}

/** The log of the process, on standard output. */
export function createLog(level: Config['LOG_LEVEL']): { log: Logger; destination: LogDestination } {
  const destination = createLogDestination({
    output: standardOutput(),
    onRecovery: (lost, reason) =>
      log.error({ lost, reason }, 'lines of the log were lost; it continues from here'),
  })
  const log = pino({ level, serializers }, destination)
  return { log, destination }
}
