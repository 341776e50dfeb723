import type { Static } from 'typebox'
import { Instant, Strict, Uuid } from '../../http/schema.ts'

export const QuoteRequest = Strict({ spaceId: Uuid, startsAt: Instant, endsAt: Instant })

export type QuoteRequest = Static<typeof QuoteRequest>
