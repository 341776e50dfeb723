// The rules of YooKassa for a fiscal receipt (54-FZ).

const subjects = ['commodity', 'excise', 'job', 'service', 'payment', 'composite', 'another']
const modes = [
  'full_prepayment',
  'partial_prepayment',
  'advance',
  'full_payment',
  'partial_payment',
  'credit',
  'credit_payment',
]

type Item = {
  description?: unknown
  quantity?: unknown
  amount?: { value?: unknown; currency?: unknown }
  vat_code?: unknown
  payment_subject?: unknown
  payment_mode?: unknown
}
type Receipt = {
  customer?: { email?: unknown; phone?: unknown }
  items?: Item[]
  tax_system_code?: unknown
}

const isCode = (value: unknown, maxValue: number) =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= maxValue

/** The parameter for which YooKassa refuses the receipt; null where it accepts the receipt. `cents` is the amount of the payment. */
export function faultOfReceipt(receipt: unknown, cents: number, isNeeded: boolean): string | null {
  if (receipt === undefined) return isNeeded ? 'receipt' : null
  const { customer, items, tax_system_code } = receipt as Receipt
  const { email, phone } = customer ?? {}
  if (!/^[^@\s]+@[^@\s]+$/.test(String(email ?? '')) && !/^\d{8,15}$/.test(String(phone ?? '')))
    return 'receipt.customer'
  if (tax_system_code !== undefined && !isCode(tax_system_code, 6)) return 'receipt.tax_system_code'
  if (!Array.isArray(items) || items.length < 1 || items.length > 100) return 'receipt.items'
  for (const item of items) {
    const fault = faultOfItem(item)
    if (fault) return `receipt.items.${fault}`
  }
  const sum = items.reduce(
    (total, { amount, quantity }) => total + Number(amount?.value) * 100 * Number(quantity),
    0,
  )
  return Math.round(sum) === cents ? null : 'receipt.items.amount'
}

function faultOfItem(item: Item): string | null {
  const { description, quantity, amount, vat_code, payment_subject, payment_mode } = item
  if (typeof description !== 'string' || description.length < 1 || description.length > 128)
    return 'description'
  if (!(Number(quantity) > 0)) return 'quantity'
  if (!/^\d+\.\d\d$/.test(String(amount?.value)) || amount?.currency !== 'RUB') return 'amount'
  if (!isCode(vat_code, 12)) return 'vat_code'
  if (!subjects.includes(String(payment_subject))) return 'payment_subject'
  return modes.includes(String(payment_mode)) ? null : 'payment_mode'
}
