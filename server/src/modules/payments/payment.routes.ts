import type { Deps } from '../../deps.ts'
import { byId, ofBody } from '../../http/access.ts'
import type { App } from '../../http/app.ts'
import { IdParams, Page } from '../../http/schema.ts'
import { insufficientFunds } from '../wallet/wallet.problems.ts'
import { assertReturnPath } from './payment.order.ts'
import {
  paymentLimits,
  paymentsUnavailable,
  providerUnavailable,
  refundTooLarge,
} from './payment.problems.ts'
import { refundPayment } from './payment.refund.ts'
import {
  MyPaymentQuery,
  NewPayment,
  NewRefund,
  Payment,
  PaymentQuery,
  Refund,
  Settings,
} from './payment.schema.ts'
import {
  createPayment,
  getPayment,
  getVisiblePayment,
  listMyPayments,
  listPayments,
} from './payment.service.ts'
import { getSettings } from './payment.settings.ts'

const tags = ['payments']
const params = IdParams

export const paymentRoutes = (deps: Deps) => async (app: App) => {
  app.get(
    '/settings',
    {
      schema: { operationId: 'getSettings', tags, response: { 200: Settings } },
      config: { access: 'public' },
    },
    () => getSettings(deps),
  )
  app.post(
    '/payments',
    {
      schema: { operationId: 'createPayment', tags, body: NewPayment, response: { 201: Payment } },
      config: {
        access: 'member',
        problems: [paymentsUnavailable, paymentLimits, providerUnavailable],
        checkInput: ofBody(assertReturnPath),
      },
    },
    async ({ call, body }, reply) => reply.code(201).send(await createPayment(deps, call, body)),
  )
  app.get(
    '/payments',
    {
      schema: {
        operationId: 'listPayments',
        tags,
        querystring: PaymentQuery,
        response: { 200: Page(Payment) },
      },
      config: { access: 'manager', etag: true },
    },
    ({ call, query }) => listPayments(deps.db, call.actor, query),
  )
  app.get(
    '/me/payments',
    {
      schema: {
        operationId: 'listMyPayments',
        tags,
        querystring: MyPaymentQuery,
        response: { 200: Page(Payment) },
      },
      config: { access: 'member', etag: true },
    },
    ({ call, query }) => listMyPayments(deps.db, call.actor, query),
  )
  app.get(
    '/payments/:id',
    {
      schema: { operationId: 'getPayment', tags, params, response: { 200: Payment } },
      config: { access: 'member' },
    },
    ({ call, params }) => getPayment(deps, call, params.id),
  )
  app.post(
    '/payments/:id/refunds',
    {
      schema: { operationId: 'refundPayment', tags, params, body: NewRefund, response: { 201: Refund } },
      config: {
        access: 'manager',
        problems: [paymentsUnavailable, refundTooLarge, insufficientFunds],
        target: byId((actor, id) => getVisiblePayment(deps.db, actor, id)),
      },
    },
    async ({ call, params, body }, reply) =>
      reply.code(201).send(await refundPayment(deps, call, params.id, body)),
  )
}
