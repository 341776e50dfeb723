import { setTimeout as sleep } from 'node:timers/promises'
import { Tally } from '../../../testing/figures.ts'
import type { SentWebhook } from '../../../testing/payments/fake-provider.ts'
import type { FakeProvider } from './payment-books.ts'

const pauseMs = 20
// Later than the end of a hold, which is a minute.
const lateMs = { min: 61_000, max: 80_000 }
const soonMs = 2_500
const webhookDelayMs = 6_000
const maxDeliveries = 4

/** What a payer does on the page of a payment. A page that the payer leaves expires later. */
const pageActions = [
  { name: 'paid', share: 0.72 },
  { name: 'paid before the creation is answered', share: 0.06 },
  { name: 'paid after the hold', share: 0.08 },
  { name: 'declined', share: 0.04 },
  { name: 'expired', share: 0.04 },
  { name: 'left', share: 0.06 },
] as const
type PageAction = (typeof pageActions)[number]['name']

function drawAction(): PageAction {
  let rest = Math.random()
  for (const { name, share } of pageActions) {
    if (rest < share) return name
    rest -= share
  }
  return 'paid'
}

const between = (min: number, max: number) => min + Math.random() * (max - min)

/** Simulates the payers at the pages of the fake provider, and its webhooks, which may be lost, late, repeated or forged. */
export function startPayersAtPages(fakeProvider: FakeProvider, urlOf: () => string) {
  const state = { stopped: false, isFinishing: false, seen: 0 }
  const [webhooks, actions] = [new Tally(), new Tally()]
  const broken: string[] = []
  const underway = new Set<Promise<void>>()
  const begin = (work: Promise<void>) => {
    const ended = work.finally(() => underway.delete(ended))
    underway.add(ended)
  }

  async function actOnPage(id: string): Promise<void> {
    const action = drawAction()
    actions.add(action)
    if (action === 'paid') await sleep(between(0, soonMs))
    if (action === 'paid after the hold' || action === 'left') await sleep(between(lateMs.min, lateMs.max))
    if (action === 'declined' || action === 'expired') await sleep(between(0, soonMs))
    if (action === 'declined') fakeProvider.finish(id, 'declined')
    else if (action === 'expired' || action === 'left') fakeProvider.finish(id, 'expired')
    else fakeProvider.pay(id)
  }

  async function deliverWebhook(webhook: SentWebhook): Promise<void> {
    const chance = Math.random()
    if (chance < 0.25 && !state.isFinishing) {
      webhooks.add('lost')
      return
    }
    const copies = chance < 0.5 ? 2 : 1
    webhooks.add(copies === 2 ? 'twice' : 'once')
    if (chance > 0.9) begin(deliverForged(webhook))
    // Each copy has another delay, so webhooks arrive out of order.
    for (let copy = 0; copy < copies; copy++) begin(deliverLater(webhook))
  }

  async function deliverLater(webhook: SentWebhook): Promise<void> {
    const isLate = Math.random() < 0.5
    if (isLate) webhooks.add('late')
    await sleep(isLate ? between(0, webhookDelayMs) : 0)
    for (let attempt = 1; attempt <= maxDeliveries; attempt++) {
      const status = await deliver(webhook)
      if (status === 200) return
      if (status !== null && status !== 503) broken.push(`a webhook was answered ${status}`)
      webhooks.add(status === null ? 'no answer' : `answered ${status}`)
      await sleep(between(500, 2_000))
    }
  }

  /** Delivers a webhook that says that an open payment was paid, as anybody could send it. */
  async function deliverForged({ body, headers }: SentWebhook): Promise<void> {
    webhooks.add('forged')
    const open = [...fakeProvider.state.payments.values()].findLast(({ status }) => status === 'open')
    const forged = body
      .replace(/"(cs_[0-9a-f]+|[0-9a-f-]{36})"/, `"${open?.id ?? 'none'}"`)
      .replace(/canceled|expired/g, 'succeeded')
    const status = await deliver({ body: `${forged} `, headers })
    const isRight = fakeProvider.name === 'stripe' ? status === 400 : status === 200 || status === 503
    if (status !== null && !isRight) broken.push(`a forged webhook was answered ${status}`)
  }

  async function deliver({ body, headers }: SentWebhook): Promise<number | null> {
    const signal = AbortSignal.timeout(30_000)
    return fetch(`${urlOf()}/webhooks/${fakeProvider.name}`, { method: 'POST', body, headers, signal }).then(
      async (response) => {
        await response.arrayBuffer()
        return response.status
      },
      () => null,
    )
  }

  /** Starts a payer for each new payment, and the delivery of each new webhook. */
  function startNew(): void {
    const payments = [...fakeProvider.state.payments.keys()]
    for (const id of payments.slice(state.seen)) begin(actOnPage(id))
    state.seen = payments.length
    for (const webhook of fakeProvider.sent.splice(0)) begin(deliverWebhook(webhook))
  }
  const timer = setInterval(startNew, pauseMs)

  return {
    webhooks,
    actions,
    broken,
    /** Ends the faults of the calls, and waits until each payer has finished. */
    async finish() {
      const { faults } = fakeProvider
      for (const name of ['failAfter', 'failBefore', 'cut', 'hang', 'slow', 'failReads'] as const)
        faults[name] = 0
      faults.slowRefunds = false
      faults.refuseRefunds = false
      state.isFinishing = true
      do {
        startNew()
        await Promise.all(underway)
      } while (underway.size > 0)
    },
    /** Finishes the refunds that are still pending at the provider. */
    finishRefunds() {
      for (const { id, status } of fakeProvider.state.refunds.values())
        if (status === 'pending') fakeProvider.finishRefund(id, Math.random() < 0.8 ? 'succeeded' : 'failed')
    },
    stop: () => clearInterval(timer),
  }
}
