import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app.ts'
import type { ProviderName } from './payment.provider.ts'
import { handleWebhook } from './payment.webhook.ts'

// The largest webhooks of providers have some kilobytes.
const bodyLimit = 64 * 1_024

/** The routes that providers call, outside the API. The body is kept as received, because the signature covers its bytes. */
export const webhookRoutes = (deps: Deps) => async (app: App) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const paths: Record<string, ProviderName> = {
    '/webhooks/stripe': 'stripe',
    '/webhooks/yookassa': 'yookassa',
  }
  for (const [path, name] of Object.entries(paths))
    app.post(path, { schema: { hide: true }, bodyLimit }, async ({ headers, body }) => {
      const signature = headers['stripe-signature']
      const raw = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
      await handleWebhook(deps, name, {
        body: raw,
        signature: typeof signature === 'string' ? signature : '',
      })
      return { received: true }
    })
}
