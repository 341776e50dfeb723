// The page on which a payer pays or declines, in plain HTML without scripts and requests to other hosts.

import { formatMoney } from '../../server/src/shared/money.ts'

type Language = 'en' | 'ru'
export type ShownPayment = {
  amount: number
  currency: string
  description?: string
  status: 'open' | 'paid' | 'declined' | 'expired'
  returnUrl: string
}

const texts = {
  en: {
    title: 'Test payment',
    mark: 'Test page: this is not a bank',
    explanation: 'No card is asked for and no money moves. Choose how the payment ends.',
    pay: 'Pay',
    decline: 'Decline the card',
    back: 'Back without paying',
    paid: 'This payment has already been made.',
    declined: 'This payment was declined.',
    expired: 'This payment can no longer be made: its page has expired.',
    refused: 'The card was declined. You can try again.',
    toShop: 'Back to the coworking',
    missing: 'There is no such payment.',
    other: 'Русский',
  },
  ru: {
    title: 'Тестовый платёж',
    mark: 'Тестовая страница: это не банк',
    explanation: 'Карта не нужна, и деньги не спишутся. Выберите, чем закончится платёж.',
    pay: 'Оплатить',
    decline: 'Отклонить карту',
    back: 'Вернуться без оплаты',
    paid: 'Этот платёж уже проведён.',
    declined: 'Этот платёж отклонён.',
    expired: 'Оплатить уже нельзя: срок оплаты истёк.',
    refused: 'Карта отклонена. Можно попробовать ещё раз.',
    toShop: 'Вернуться в коворкинг',
    missing: 'Такого платежа нет.',
    other: 'English',
  },
} as const

/** The language of `?lang`, or else the browser's first language that the page has. */
export function pageLanguage(search: URLSearchParams, accept = ''): Language {
  const languageTags = [search.get('lang') ?? '', ...accept.split(',')].map((tag) => tag.trim().slice(0, 2))
  return languageTags.find((tag): tag is Language => tag === 'en' || tag === 'ru') ?? 'en'
}

const style = `
  :root { color-scheme: light dark; --ink: #1c1917; --soft: #57534e; --page: #fafaf9; --card: #fff; --line: #d6d3d1; --go: #1d4ed8; --on: #fff; --mark: #fef3c7; --markink: #78350f }
  @media (prefers-color-scheme: dark) { :root { --ink: #fafaf9; --soft: #d6d3d1; --page: #1c1917; --card: #292524; --line: #57534e; --go: #93c5fd; --on: #172554; --mark: #78350f; --markink: #fef3c7 } }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
  main { box-sizing: border-box; width: min(26rem, 100% - 2rem); margin: 1rem; padding: 1.5rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--card) }
  .mark { margin: 0 0 1rem; padding: .5rem .75rem; border-radius: .5rem; background: var(--mark); color: var(--markink); font-weight: 600 }
  h1 { margin: 0; font-size: 1.25rem } .sum { margin: .5rem 0; font-size: 2rem; font-weight: 600 } p { margin: .5rem 0; color: var(--soft) }
  form { display: grid; gap: .75rem; margin: 1rem 0 }
  button { min-height: 2.75rem; border: 1px solid var(--line); border-radius: .5rem; background: none; color: inherit; font: inherit; font-weight: 600; cursor: pointer }
  button.go { border-color: var(--go); background: var(--go); color: var(--on) }
  a { color: inherit; display: inline-block; padding: .25rem 0 } footer { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 1rem }`

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

function frame(language: Language, content: string, footer: string): string {
  const t = texts[language]
  const other = language === 'en' ? 'ru' : 'en'
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${t.title}</title><link rel="icon" href="data:,"><style>${style}</style></head><body><main>
<p class="mark">${t.mark}</p><h1>${t.title}</h1>${content}
<footer>${footer}<a href="?lang=${other}" lang="${other}">${t.other}</a></footer></main></body></html>`
}

/** `isRefused`: the card was declined a moment ago, and the payment is unfinished. */
export function paymentPage(payment: ShownPayment, language: Language, isRefused = false): string {
  const t = texts[language]
  const purchase = `<p>${escaped(payment.description ?? '')}</p>`
  const amount = `<p class="sum">${escaped(formatMoney(payment.amount, payment.currency, language))}</p>${purchase}`
  const back = (text: string) => `<a href="${escaped(payment.returnUrl)}">${text}</a>`
  if (payment.status !== 'open')
    return frame(language, `${amount}<p>${t[payment.status]}</p>`, back(t.toShop))
  const said = isRefused ? `<p role="alert">${t.refused}</p>` : `<p>${t.explanation}</p>`
  const buttons = `<form method="post"><button class="go" name="do" value="pay">${t.pay}</button>
<button name="do" value="decline">${t.decline}</button></form>`
  return frame(language, amount + said + buttons, back(t.back))
}

export const missingPage = (language: Language): string =>
  frame(language, `<p>${texts[language].missing}</p>`, '')
