import type { Config } from '../../config.ts'
import type { Money } from '../../shared/money.ts'
import type { FiscalReceipt, FiscalReceiptCodes } from './payment.provider.ts'

export type FiscalReceiptSettings = Pick<Config, 'YOOKASSA_VAT_CODE' | 'YOOKASSA_TAX_SYSTEM'>

/** The tax codes of the settings; null where YooKassa makes no receipts for this coworking. Pure. */
export const fiscalReceiptCodesOf = ({
  YOOKASSA_VAT_CODE: vatCode,
  YOOKASSA_TAX_SYSTEM: taxSystem,
}: FiscalReceiptSettings): FiscalReceiptCodes | null =>
  vatCode === undefined ? null : { vatCode, taxSystem: taxSystem ?? null }

/**
 * The fiscal receipt (54-FZ) in the request of a payment or a refund. It is the receipt of an advance, because the money goes to the
 * wallet before anything is bought with it. Pure.
 */
export function fiscalReceiptBodyOf(
  receipt: FiscalReceipt | null,
  { amount, currency }: { amount: Money; currency: string },
  amountText: (amount: Money) => string,
): object | undefined {
  if (receipt === null) return undefined
  const { contact, vatCode, taxSystem } = receipt
  return {
    // YooKassa takes a phone as digits only.
    customer: contact.includes('@') ? { email: contact } : { phone: contact.replace(/\D/g, '') },
    items: [
      {
        description: 'Аванс: пополнение баланса',
        quantity: 1,
        measure: 'piece',
        amount: { value: amountText(amount), currency },
        vat_code: vatCode,
        payment_subject: 'payment',
        payment_mode: 'advance',
      },
    ],
    ...(taxSystem !== null && { tax_system_code: taxSystem }),
  }
}
