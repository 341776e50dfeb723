import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Logger } from 'pino'

/** The prefix of each line of PostgreSQL's log: the SQLSTATE; the severity follows. */
export const logLinePrefix = '%e '

const line = /^(?<state>[0-9A-Z]{5}) (?<severity>[A-Z0-9]+): +(?<message>.*)$/

// Resources, system errors, corruption and bugs. Other errors are faults of a statement, and its client gets them.
const seriousStates = /^(53|58|F0|XX)/

/**
 * Passes PostgreSQL's log on to ours. `lastMessage` is the last fatal message or the last line without our prefix: the reason of a failed
 * start.
 */
export function followServerLog(stream: Readable, log: Logger): { lastMessage(): string | null } {
  let last: string | null = null
  createInterface({ input: stream }).on('line', (text) => {
    const { state = '', severity = '', message = text } = line.exec(text)?.groups ?? {}
    if (severity === 'FATAL' || severity === 'PANIC' || !severity) last = message.trim()
    log[levelOf(state, severity)]({ state, severity }, `PostgreSQL: ${message}`)
  })
  return { lastMessage: () => last }
}

function levelOf(state: string, severity: string): 'error' | 'warn' | 'debug' {
  if (severity === 'PANIC') return 'error'
  if (severity === 'WARNING' || !severity) return 'warn'
  return (severity === 'ERROR' || severity === 'FATAL') && seriousStates.test(state) ? 'error' : 'debug'
}
