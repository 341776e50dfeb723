import type { Config } from '../../config.ts'
import type { Money } from '../../shared/money.ts'

export type ReceiptSettings = Pick<Config, 'YOOKASSA_VAT_CODE' | 'YOOKASSA_TAX_SYSTEM'>

type ReceiptAmount = { contact: string | null; amount: Money; currency: string }

/**
 * The fiscal receipt (54-FZ) of a payment or of a refund: an advance, because the money comes into the wallet before anything is
 * bought with it. Undefined where the coworking's account at YooKassa makes no receipts, or the payer has neither email nor phone. Pure.
 */
export function receiptOf(
  { contact, amount, currency }: ReceiptAmount,
  { YOOKASSA_VAT_CODE: vatCode, YOOKASSA_TAX_SYSTEM: taxSystem }: ReceiptSettings,
  toText: (amount: Money) => string,
): object | undefined {
  if (vatCode === undefined || contact === null) return undefined
  return {
    // YooKassa takes a phone as digits only.
    customer: contact.includes('@') ? { email: contact } : { phone: contact.replace(/\D/g, '') },
    items: [
      {
        description: 'Аванс: пополнение баланса',
        quantity: 1,
        measure: 'piece',
        amount: { value: toText(amount), currency },
        vat_code: vatCode,
        payment_subject: 'payment',
        payment_mode: 'advance',
      },
    ],
    ...(taxSystem !== undefined && { tax_system_code: taxSystem }),
  }
}
