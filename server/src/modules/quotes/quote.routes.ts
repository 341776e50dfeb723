import type { Deps } from '../../deps.ts'
import { ofBody } from '../../http/access.ts'
import type { App } from '../../http/app.ts'
import { queueKeyOf } from '../../http/queue-key.ts'
import { invalidInterval, notFound } from '../../shared/problems.ts'
import { invalidDuration } from '../tariffs/tariff.problems.ts'
import { Quote } from '../tariffs/tariff.schema.ts'
import { assertNewTariff } from '../tariffs/tariff.service.ts'
import { quoteInQueue } from './quote.queue.ts'
import { PreviewRequest } from './quote.schema.ts'
import { previewQuote } from './quote.service.ts'

// `POST /quotes` is in booking.routes.ts, because it also prices moves and checks the limit of bookings.
export const quoteRoutes = (deps: Deps) => async (app: App) => {
  app.post(
    '/quotes/preview',
    {
      schema: {
        operationId: 'previewQuote',
        tags: ['tariffs'],
        description:
          'Prices a sample booking by an unsaved tariff. Only its start and its length by the step and the limits of the tariff, and the amount of its price, are checked: opening hours, closures, the lead time, the advance limit, a start in the past and taken slots are ignored.',
        body: PreviewRequest,
        response: { 200: Quote },
      },
      config: {
        access: 'manager',
        ignoresIdempotencyKey: true,
        checkInput: ofBody<PreviewRequest>(({ tariff }) => assertNewTariff(tariff, '/tariff')),
        problems: [notFound, invalidInterval, invalidDuration],
      },
    },
    ({ actor, ip, call, body }) =>
      quoteInQueue(deps, queueKeyOf({ actor, ip }), body, () => previewQuote(deps.db, call.actor, body)),
  )
}
