import type { Stripe } from 'stripe'
import type { Config } from '../../config.ts'

/** The client of Stripe's own library, which is loaded at the first use. */
export async function connect(
  { PAYMENTS_URL, STRIPE_SECRET_KEY }: Pick<Config, 'PAYMENTS_URL' | 'STRIPE_SECRET_KEY'>,
  timeout: number,
): Promise<Stripe> {
  const { Stripe: Client } = await import('stripe')
  const url = PAYMENTS_URL === undefined ? null : new URL(PAYMENTS_URL)
  const isPlain = url?.protocol === 'http:'
  return new Client(STRIPE_SECRET_KEY ?? '', {
    timeout,
    // This service repeats requests itself. (Where a connection breaks, the library still tries once more, with the same idempotency key.)
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: onlyObjects(Client.createNodeHttpClient()),
    ...(url && {
      host: url.hostname,
      port: url.port || (isPlain ? 80 : 443),
      protocol: isPlain ? ('http' as const) : ('https' as const),
    }),
  })
}

/**
 * Makes the library's HTTP client reject a response whose JSON is not an object, as it rejects one that is not JSON. Without this, such a
 * response causes an unhandled rejection inside the library: the call never ends, and the process is ended.
 */
function onlyObjects(client: Stripe.HttpClient): Stripe.HttpClient {
  const makeRequest = client.makeRequest.bind(client)
  client.makeRequest = async (...request) => {
    const response = await makeRequest(...request)
    const toJSON = response.toJSON.bind(response)
    response.toJSON = async () => {
      const body: unknown = await toJSON()
      if (typeof body !== 'object' || body === null) throw new Error('the response is not an object')
      return body
    }
    return response
  }
  return client
}
