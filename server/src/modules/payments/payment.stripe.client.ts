import type { IncomingMessage } from 'node:http'
import { addAbortSignal } from 'node:stream'
import type { Stripe } from 'stripe'
import type { Config } from '../../config.ts'
import { withDeadline } from '../../shared/deadline.ts'
import { failureOf, maxResponseBytes, ProviderResultUnknown } from './payment.provider.ts'

/** Makes the client of Stripe's own library, which is loaded at the first use. */
export async function createClient(
  { PAYMENTS_URL, STRIPE_SECRET_KEY }: Pick<Config, 'PAYMENTS_URL' | 'STRIPE_SECRET_KEY'>,
  timeout: number,
): Promise<Stripe> {
  const { Stripe: Client } = await import('stripe')
  const url = PAYMENTS_URL === undefined ? null : new URL(PAYMENTS_URL)
  const isHttp = url?.protocol === 'http:'
  return new Client(STRIPE_SECRET_KEY ?? '', {
    timeout,
    // This service repeats requests itself. (Where a connection breaks, the library still tries once more, with the same idempotency key.)
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: withLimits(Client.createNodeHttpClient(), timeout),
    ...(url && {
      host: url.hostname,
      port: url.port || (isHttp ? 80 : 443),
      protocol: isHttp ? ('http' as const) : ('https' as const),
    }),
  })
}

/**
 * Makes the library's HTTP client close a response that is not complete after `timeoutMs`, or is larger than `maxResponseBytes`, and reject
 * a response whose JSON is not an object, as it rejects one that is not JSON. Without the latter, such a response causes an unhandled
 * rejection inside the library: the call never ends, and the process is ended.
 */
function withLimits(client: Stripe.HttpClient, timeoutMs: number): Stripe.HttpClient {
  const makeRequest = client.makeRequest.bind(client)
  client.makeRequest = async (...request) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await makeRequest(...request)
    const toJSON = response.toJSON.bind(response)
    response.toJSON = async () => {
      const raw = addAbortSignal(signal, response.getRawResponse() as IncomingMessage)
      let size = 0
      raw.on('data', (piece: Buffer | string) => {
        size += Buffer.byteLength(piece)
        if (size > maxResponseBytes) raw.destroy(new Error('the response is too large'))
      })
      const body: unknown = await toJSON()
      if (typeof body !== 'object' || body === null) throw new Error('the response is not an object')
      return body
    }
    return response
  }
  return client
}

type StripeError = Error & { statusCode?: number; rawType?: string }

/**
 * The result of a call; raises `ProviderResultUnknown` after `timeoutMs`. The library's own timeout is not enough: it limits only how long a
 * connection is idle, and begins again when the library repeats the call.
 */
export function resultWithin<T>(timeoutMs: number, send: () => Promise<T>): Promise<T> {
  const result = send().catch((error: StripeError) => {
    // The key came with other parameters before; this refusal says nothing of the result of that request.
    const status = error.rawType === 'idempotency_error' ? undefined : error.statusCode
    throw Object.assign(failureOf(status, `Stripe: ${error.message}`), { status: error.statusCode })
  })
  return withDeadline(timeoutMs, result, () => new ProviderResultUnknown('Stripe has not responded in time'))
}
