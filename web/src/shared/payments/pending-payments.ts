import { storageKey } from '../base-path.ts'
import { localStore } from '../storage.ts'

// The payments that were begun in this browser and whose end this browser has not shown yet. The address to which the payer returns has a
// `ref`, which is made before the payment has an id; by it each of several tabs finds its own payment.

type PendingPayment = { ref: string; id: string }

const storedKey = storageKey('payments')
const maxStored = 20

function read(): PendingPayment[] {
  try {
    const value: unknown = JSON.parse(localStore.get(storedKey) ?? '[]')
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}

const write = (payments: PendingPayment[]): void =>
  localStore.set(storedKey, JSON.stringify(payments.slice(0, maxStored)))

export const rememberPayment = (payment: PendingPayment): void => write([payment, ...read()])

export const findPaymentId = (ref: string): string | undefined => read().find((each) => each.ref === ref)?.id

/** Forgets the payment; false where it was not begun in this browser, or was forgotten before: by another tab, for example. */
export function forgetPayment(id: string): boolean {
  const all = read()
  const others = all.filter((each) => each.id !== id)
  write(others)
  return others.length < all.length
}

const longestPath = 500

/**
 * The path to which the payer comes back. `next`, the page to continue with, is left out where the path would be longer than the service
 * allows. Pure.
 */
export function returnPathOf(ref: string, next?: string): string {
  const whole = `/payment?ref=${ref}${next === undefined ? '' : `&next=${encodeURIComponent(next)}`}`
  return whole.length > longestPath ? `/payment?ref=${ref}` : whole
}
