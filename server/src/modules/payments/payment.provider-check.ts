import type { Deps } from '../../deps.ts'
import { ProviderRefusal } from './payment.provider.ts'

/** Logs where the provider does not accept the keys of the settings, or does not confirm them. */
export async function checkProvider({
  paymentProvider,
  log,
}: Pick<Deps, 'paymentProvider' | 'log'>): Promise<void> {
  try {
    await paymentProvider?.checkKeys()
  } catch (error) {
    const name = paymentProvider?.name
    if (error instanceof ProviderRefusal)
      log.error({ err: error }, `${name} refuses the keys in the settings: online payments fail`)
    else
      log.warn(
        { err: error },
        `${name} has not confirmed the keys in the settings; payments are tried nevertheless`,
      )
  }
}
