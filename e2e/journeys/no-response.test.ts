import type { Route } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { dayFromNow } from '../harness/day.ts'
import { admin, adminToken, bookingsOf, entriesOf, makeMember, makeRoom } from '../harness/site-data.ts'
import { bookButton, button, dialog, expectToast, search } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

// The browser reports each request without a response in its console.
const connectionError = /net::ERR_/
const site = inject('sites').ru

it('A space whose creation got no response is made once, also where its dialog is closed, opened again, and filled in again', async () => {
  // The name has no UUID, because `findForeignWords` would take the letters of a UUID for an English word.
  const name = `Ладога ${Date.now()}`
  await withVisit(site, { as: admin, expects: connectionError }, async (visit) => {
    const { page, words } = visit
    const keys: (string | undefined)[] = []
    await page.route('**/api/v1/spaces', async (route) => {
      if (route.request().method() !== 'POST') return route.continue()
      keys.push(route.request().headers()['idempotency-key'])
      if (keys.length > 5) return route.continue()
      await route.fetch()
      await route.abort('connectionreset')
    })
    const fillIn = async () => {
      await button(visit, words.catalogue.space.new).click()
      await dialog(visit).getByLabel(words.catalogue.name, { exact: true }).fill(name)
      await button(visit, words.catalogue.save).click()
    }
    await page.goto(`/staff/catalogue?location=${site.locationId}`)
    await fillIn()
    await dialog(visit)
      .getByRole('alert')
      .getByText(textPattern(words.common.error.network))
      .waitFor({ timeout: 60_000 })
    await page.keyboard.press('Escape')
    await dialog(visit).waitFor({ state: 'detached' })
    await fillIn()
    await expectToast(visit, words.catalogue.saved, { name })
    expect(new Set(keys).size).toBe(1)
    const token = await adminToken(site)
    const path = `spaces?locationId=${site.locationId}&limit=1000`
    const { items } = await call<{ items: { id: string; name: string }[] }>(site.url, 'GET', path, { token })
    const created = items.filter((space) => space.name === name)
    for (const { id } of created)
      await call(site.url, 'PATCH', `spaces/${id}`, { token, body: { isActive: false } })
    expect(created).toHaveLength(1)
  })
})

it('A booking whose requests never get a response ends with a message; a second click, when the network is back, makes it once', async () => {
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  await withVisit(site, { as: member, hasClock: true, expects: connectionError }, async (visit) => {
    const { page, words } = visit
    await search(visit, { people: 6, date: dayFromNow(1), time: '18:00' })
    await bookButton(visit, room.name).click()
    await button(visit, words.bookings.book.submit).waitFor()
    const keys: (string | undefined)[] = []
    const keepWithoutResponse = async (route: Route) => {
      const request = route.request()
      if (request.method() !== 'POST' || !request.url().endsWith('/api/v1/bookings')) return
      keys.push(request.headers()['idempotency-key'])
      await route.fetch()
    }
    await page.route(/\/api\/v1\/|\/healthz/, keepWithoutResponse)
    await button(visit, words.bookings.book.submit).click()
    const alert = dialog(visit).getByRole('alert').getByText(textPattern(words.common.error.network))
    for (let steps = 0; steps < 20 && (await alert.count()) === 0; steps += 1) await page.clock.runFor(5_000)
    await alert.waitFor()
    await page.unroute(/\/api\/v1\/|\/healthz/, keepWithoutResponse)
    await button(visit, words.bookings.book.submit).click()
    await expectToast(visit, words.bookings.book.done, { name: room.name })
    expect([keys.length, new Set(keys).size]).toEqual([2, 1])
    expect(await bookingsOf(site, member)).toHaveLength(1)
    expect((await entriesOf(site, member)).map(({ kind }) => kind)).toEqual(['charge', 'top_up'])
  })
})
