import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import type { Deps } from './deps.ts'
import { languageOf } from './http/accept.ts'
import { type Authenticate, registerAccess, registerActors } from './http/access.ts'
import { type App, synchronous } from './http/app.ts'
import { registerBasePath, rewriteUrlUnder } from './http/base-path.ts'
import { bodyLimit, refuseEncodedBody, registerBodyLimits } from './http/body-limits.ts'
import { registerCached } from './http/cached.ts'
import { registerClosing } from './http/closing.ts'
import { registerHealth } from './http/health.ts'
import { registerJsonBody } from './http/json-body.ts'
import { registerMetrics } from './http/metrics.ts'
import { registerOpenApi } from './http/openapi.ts'
import { registerProblems } from './http/problems.ts'
import {
  nodeOptions,
  refuseConnection,
  registerProtocolRefusals,
  requestTimeoutMs,
} from './http/protocol-refusals.ts'
import { createRequestCounter } from './http/rate-limit.ts'
import { registerRequestLog, requestId } from './http/request-log.ts'
import { registerResponseHeaders } from './http/response-headers.ts'
import { registerSecurity } from './http/security.ts'
import { buildSerializer } from './http/serializers.ts'
import { registerStalledReaders, stalledReaderMs } from './http/stalled-readers.ts'
import {
  allowAbsentBody,
  refuseUnexpectedBody,
  refuseUnreadableQuery,
  refuseUnstorableText,
  validatorCompiler,
} from './http/validation.ts'
import { registerWeb } from './http/web.ts'
import { auditRoutes } from './modules/audit/audit.routes.ts'
import { authenticate } from './modules/auth/auth.authenticate.ts'
import { authRoutes } from './modules/auth/auth.routes.ts'
import { availabilityRoutes } from './modules/availability/availability.routes.ts'
import { bookingRoutes } from './modules/bookings/booking.routes.ts'
import { closureRoutes } from './modules/closures/closure.routes.ts'
import { locationRoutes } from './modules/locations/location.routes.ts'
import { paymentRoutes } from './modules/payments/payment.routes.ts'
import { webhookRoutes } from './modules/payments/payment.webhook.routes.ts'
import { privacyRoutes } from './modules/privacy/privacy.routes.ts'
import { quoteRoutes } from './modules/quotes/quote.routes.ts'
import { reportRoutes } from './modules/reports/report.routes.ts'
import { reviewRoutes } from './modules/reviews/review.routes.ts'
import { scheduleRoutes } from './modules/schedule/schedule.routes.ts'
import { sessionRoutes } from './modules/sessions/session.routes.ts'
import { shiftRoutes } from './modules/shifts/shift.routes.ts'
import { spaceRoutes } from './modules/spaces/space.routes.ts'
import { tariffRoutes } from './modules/tariffs/tariff.routes.ts'
import { userRoutes } from './modules/users/user.routes.ts'
import { walletRoutes } from './modules/wallet/wallet.routes.ts'
import { notFound } from './shared/problems.ts'
import { basePathOf } from './shared/url.ts'

const modules = [
  authRoutes,
  sessionRoutes,
  userRoutes,
  locationRoutes,
  scheduleRoutes,
  closureRoutes,
  shiftRoutes,
  tariffRoutes,
  spaceRoutes,
  availabilityRoutes,
  quoteRoutes,
  bookingRoutes,
  walletRoutes,
  paymentRoutes,
  reviewRoutes,
  privacyRoutes,
  auditRoutes,
  reportRoutes,
]

/** Gives a plugin a name. For a plugin without one, Fastify searches all loaded files, which took a sixth of the time of `buildApp`. */
const named = <T extends object>(name: string, plugin: T): T =>
  Object.assign(plugin, { [Symbol.for('fastify.display-name')]: name })

/**
 * The whole HTTP service, not yet listening; in a process for jobs only health and metrics. Closing it does not close
 * `deps`.
 */
export async function buildApp(deps: Deps): Promise<App> {
  const proxies = Number(deps.config.TRUST_PROXY)
  const app: App = fastify({
    loggerInstance: deps.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestId,
    // Exactly this many proxies are trusted: the client may have written the addresses further left in X-Forwarded-For.
    trustProxy: proxies > 0 && ((_address, hop) => hop < proxies),
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: stalledReaderMs,
    http: nodeOptions,
    clientErrorHandler: (error, socket) => refuseConnection(app, error, socket),
    forceCloseConnections: 'idle',
    // Requests that arrive on open connections while the service stops are answered, too.
    return503OnClosing: false,
    // A long id is refused like any malformed id; Node itself limits the URL.
    routerOptions: { maxParamLength: 16_384 },
    schemaController: { compilersFactory: { buildSerializer } },
    rewriteUrl: rewriteUrlUnder(basePathOf(deps.config.PUBLIC_URL)),
  }).withTypeProvider<TypeBoxTypeProvider>()

  // With PORT=0 the port becomes known when the service listens.
  app.decorate('publicUrl', { getter: () => deps.config.PUBLIC_URL })
  app.decorate('basePath', basePathOf(deps.config.PUBLIC_URL))
  app.decorateRequest('language', 'en')
  app.setValidatorCompiler(validatorCompiler)
  app.addHook('onRequest', (request, _reply, done) => {
    request.language = languageOf(request.headers['accept-language'])
    done()
  })
  // The first hooks, so that also a response by a plugin (a preflight of another origin) has a request id and is in the log.
  registerRequestLog(app)
  registerStalledReaders(app)
  registerBodyLimits(app)
  registerJsonBody(app)
  await registerSecurity(app, deps.config)
  registerBasePath(app)
  registerClosing(app)
  registerMetrics(app, deps)
  registerProblems(app, deps)
  registerResponseHeaders(app)
  registerCached(app)
  registerProtocolRefusals(app)
  const authenticateRequest: Authenticate = ({ headers, ip }, count) =>
    authenticate(deps, { authorization: headers.authorization, ip, count })
  registerActors(
    app,
    authenticateRequest,
    createRequestCounter(deps.createLimiter, deps.config.RATE_LIMIT_MAX),
  )
  registerHealth(app, deps)
  if (deps.config.PROCESS === 'jobs') {
    app.setNotFoundHandler(() => {
      throw notFound()
    })
    await app.ready()
    return app
  }
  await registerOpenApi(app)
  await registerWeb(app, { basePath: app.basePath })
  await app.register(named(webhookRoutes.name, webhookRoutes(deps)))
  await app.register(
    async (api) => {
      api.addHook('preParsing', refuseEncodedBody)
      api.addHook('preValidation', synchronous(refuseUnreadableQuery))
      api.addHook('preValidation', synchronous(refuseUnexpectedBody))
      api.addHook('preValidation', synchronous(allowAbsentBody))
      // This comes before the access hooks, so that 400 comes before 403.
      api.addHook('preHandler', synchronous(refuseUnstorableText))
      registerAccess(api)
      for (const routes of modules) await api.register(named(routes.name, routes(deps)))
    },
    { prefix: '/api/v1' },
  )
  await app.ready()
  return app
}
