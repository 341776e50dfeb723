import type { Page } from 'playwright-core'

// Operates the payment page of the fake provider that the journeys and `make demo` use.

export type PaymentPage = {
  url: string
  press(button: 'pay' | 'decline'): Promise<void>
  /** Follows the link back to the coworking. */
  leave(): Promise<void>
}

/** Waits until the browser shows the provider's page. */
export async function waitForPaymentPage(page: Page): Promise<PaymentPage> {
  await page.waitForURL(/\/page\//)
  return {
    url: page.url(),
    press: (button) => page.locator(`button[value=${button}]`).click(),
    leave: () => page.locator('footer a').first().click(),
  }
}

/** Ends a payment without the browser of the journey: the payer pays in another window, or the time limit ends. */
export async function finishPaymentWithoutPage(url: string, outcome: 'pay' | 'expire'): Promise<void> {
  const { status } = await fetch(url, { method: 'POST', body: `do=${outcome}`, redirect: 'manual' })
  if (status !== 200 && status !== 303) throw new Error(`the page of the provider answered ${status}`)
}
