import type { Actor } from '../shared/call.ts'
import { hostOf } from '../shared/network.ts'

/** The key under which a request is counted and queued: its user, or its host where no user is signed in. Pure. */
export const queueKeyOf = ({ actor, ip }: { actor: Actor | null; ip: string }): string =>
  actor?.id ?? hostOf(ip)
