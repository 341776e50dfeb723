import { storageKey } from '../base-path.ts'
import { localStore } from '../storage.ts'

// The last payments that were begun in this browser. The address to which the payer returns has a `ref`, which is made before the payment
// has an id; by it each of several tabs finds its own payment.

type BegunPayment = { ref: string; id: string }

const storedKey = storageKey('payments')
const maxStored = 20

function read(): BegunPayment[] {
  try {
    const value: unknown = JSON.parse(localStore.get(storedKey) ?? '[]')
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}

const write = (payments: BegunPayment[]): void =>
  localStore.set(storedKey, JSON.stringify(payments.slice(0, maxStored)))

export const rememberPayment = (payment: BegunPayment): void => write([payment, ...read()])

export const findPaymentId = (ref: string): string | undefined => read().find((each) => each.ref === ref)?.id

/** The path to which the payer comes back. Pure. */
export const returnPathOf = (ref: string): string => `/payment?ref=${ref}`
