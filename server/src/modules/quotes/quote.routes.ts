import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app.ts'
import { invalidInterval, notFound } from '../../shared/problems.ts'
import { invalidDuration } from '../tariffs/tariff.problems.ts'
import { Quote } from '../tariffs/tariff.schema.ts'
import { bookabilityProblems } from './quote.problems.ts'
import { PreviewRequest, QuoteRequest } from './quote.schema.ts'
import { previewQuote, quoteFor } from './quote.service.ts'

export const quoteRoutes = (deps: Deps) => async (app: App) => {
  app.post(
    '/quotes',
    {
      schema: { operationId: 'quote', tags: ['tariffs'], body: QuoteRequest, response: { 200: Quote } },
      config: { access: 'public', problems: [notFound, ...bookabilityProblems] },
    },
    (request) => quoteFor(deps, request.actor, request.body),
  )
  app.post(
    '/quotes/preview',
    {
      schema: {
        operationId: 'previewQuote',
        tags: ['tariffs'],
        description:
          'What a booking would cost by a tariff that nobody has saved yet; hours, lead and what is taken aside.',
        body: PreviewRequest,
        response: { 200: Quote },
      },
      config: { access: 'manager', problems: [notFound, invalidInterval, invalidDuration] },
    },
    (request) => previewQuote(deps.db, request.call.actor, request.body),
  )
}
