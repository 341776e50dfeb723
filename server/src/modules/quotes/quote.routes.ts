import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app.ts'
import { notFound } from '../../shared/problems.ts'
import { Quote } from '../tariffs/tariff.schema.ts'
import { bookabilityProblems } from './quote.problems.ts'
import { QuoteRequest } from './quote.schema.ts'
import { quoteFor } from './quote.service.ts'

export const quoteRoutes = (deps: Deps) => async (app: App) => {
  app.post(
    '/quotes',
    {
      schema: { operationId: 'quote', tags: ['tariffs'], body: QuoteRequest, response: { 200: Quote } },
      config: { access: 'public', problems: [notFound, ...bookabilityProblems] },
    },
    (request) => quoteFor(deps, request.actor, request.body),
  )
}
