import type { Config } from '../../config.ts'
import type { Db } from '../../db/db.ts'
import type { Text } from '../../shared/language.ts'
import { invalidField } from '../../shared/problems.ts'
import { toMs } from '../../shared/time-range.ts'
import { getUser } from '../users/user.service.ts'
import type { FiscalReceipt, PaymentOrder, PaymentProvider, RefundOrder } from './payment.provider.ts'
import type { RefundRow } from './payment.refund.repository.ts'
import type { PaymentRow } from './payment.repository.ts'
import type { NewPayment } from './payment.schema.ts'

// A provider refuses an idempotency key that comes again with other parameters. So everything that a request takes from the settings or
// from the payer is decided when the row is made, and stored in the row. Rows of earlier versions have null in these columns: for them
// the settings are read when the request is sent.

/** The columns of a payment or a refund for its fiscal receipt; all are null where it has none. */
type FiscalReceiptColumns = Pick<PaymentRow, 'receiptContact' | 'receiptVatCode' | 'receiptTaxSystem'>

/**
 * The address to which the payer comes back. Spaces, backslashes and letters outside ASCII are percent-encoded: browsers would read a
 * backslash as a slash.
 */
export const returnUrlOf = ({ PUBLIC_URL }: Pick<Config, 'PUBLIC_URL'>, returnPath: string | null): string =>
  PUBLIC_URL + (returnPath ?? '/wallet').replace(/(?:[^!-~]|\\)+/gu, encodeURIComponent)

// YooKassa takes an address of 2,048 characters at most; the rest is for PUBLIC_URL.
const maxEncodedPath = 1_500

/** Raises `validation_failed` for a path that is too long for a provider. Pure. */
export function assertReturnPath({ returnPath }: Pick<NewPayment, 'returnPath'>): void {
  if (returnUrlOf({ PUBLIC_URL: '' }, returnPath ?? null).length > maxEncodedPath)
    throw invalidField('/returnPath', {
      en: `must have at most ${maxEncodedPath} characters when it is percent-encoded`,
      ru: `должно занимать не больше ${maxEncodedPath} символов в виде адреса, с процентным кодированием`,
    })
}

/**
 * The fiscal receipt of a new payment or refund. It goes to `knownContact`, otherwise to the payer's email, otherwise to the payer's phone.
 * There is none where the provider makes no receipts, or none of the three is known.
 */
export async function decideFiscalReceipt(
  db: Db,
  { fiscalReceiptCodes }: PaymentProvider,
  { userId, knownContact = null }: { userId: string; knownContact?: string | null },
): Promise<FiscalReceiptColumns> {
  const receiptContact = fiscalReceiptCodes && (knownContact ?? (await findContact(db, userId)))
  if (!fiscalReceiptCodes || receiptContact === null)
    return { receiptContact: null, receiptVatCode: null, receiptTaxSystem: null }
  const { vatCode: receiptVatCode, taxSystem: receiptTaxSystem } = fiscalReceiptCodes
  return { receiptContact, receiptVatCode, receiptTaxSystem }
}

async function findContact(db: Db, userId: string): Promise<string | null> {
  const { email, phone } = await getUser(db, userId)
  return email ?? phone
}

const topUp: Text = { en: 'Balance top-up', ru: 'Пополнение баланса' }

/** What the page of the provider shows for a top-up, in the payer's language. Raises `not_found`. */
export const describeTopUp = async (db: Db, userId: string): Promise<string> =>
  topUp[(await getUser(db, userId)).locale]

/** The order of a payment. It is built from the row alone, so that a repetition sends an equal request. */
export function orderOf(
  config: Pick<Config, 'PUBLIC_URL'>,
  provider: PaymentProvider,
  payment: PaymentRow,
): PaymentOrder {
  const { id, amount, currency, createdAt } = payment
  return {
    id,
    amount,
    currency,
    // An earlier version has stored none.
    description: payment.description ?? `Coworking ${id}`,
    // An earlier version has stored only the path.
    returnUrl: payment.returnUrl ?? returnUrlOf(config, payment.returnPath),
    createdAt: toMs(createdAt),
    receipt: fiscalReceiptOf(payment, provider),
  }
}

/** The order of a refund. It is built from the rows alone, so that a repetition sends an equal request. */
export const refundOrderOf = (
  provider: PaymentProvider,
  { id, amount, ...refund }: RefundRow,
  payment: PaymentRow & { captureId: string },
): RefundOrder => ({
  id,
  captureId: payment.captureId,
  amount,
  currency: payment.currency,
  // `hasReceipt` is null in refunds of earlier versions: their receipt has the contact of the payment and the codes of the settings.
  receipt: fiscalReceiptOf(
    refund.hasReceipt === null ? { ...payment, receiptVatCode: null } : refund,
    provider,
  ),
})

function fiscalReceiptOf(
  { receiptContact: contact, receiptVatCode: vatCode, receiptTaxSystem: taxSystem }: FiscalReceiptColumns,
  { fiscalReceiptCodes }: PaymentProvider,
): FiscalReceipt | null {
  if (contact === null) return null
  if (vatCode !== null) return { contact, vatCode, taxSystem }
  // An earlier version has stored the contact without the codes.
  return fiscalReceiptCodes && { contact, ...fiscalReceiptCodes }
}
