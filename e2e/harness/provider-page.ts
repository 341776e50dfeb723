import type { Page } from 'playwright-core'

// Operates the payment page of the fake provider that the journeys and `make demo` use.

export type PaymentPage = {
  url: string
  press(what: 'pay' | 'decline'): Promise<void>
  leave(): Promise<void>
}

/** Waits until the browser shows the provider's page. */
export async function waitForPaymentPage(page: Page): Promise<PaymentPage> {
  await page.waitForURL(/\/page\//)
  return {
    url: page.url(),
    press: (what) => page.locator(`button[value=${what}]`).click(),
    leave: () => page.locator('footer a').first().click(),
  }
}

/** Ends a payment without its page, like a payer in another window or like its time limit. */
export async function finishPaymentWithoutPage(url: string, how: 'pay' | 'expire'): Promise<void> {
  await fetch(url, { method: 'POST', body: `do=${how}`, redirect: 'manual' })
}
