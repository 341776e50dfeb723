import type { Actor } from '../shared/call.ts'
import { hostOf } from '../shared/network.ts'

/** Whom a request is counted for: its user; without one, its host. Pure. */
export const callerOf = ({ actor, ip }: { actor: Actor | null; ip: string }): string =>
  actor?.id ?? hostOf(ip)
