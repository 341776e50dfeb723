import { inject, it } from 'vitest'
import { call, signIn } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { adminToken, makeLocation, makeMember, type Person } from '../harness/site-data.ts'
import { button, dialog, expectToast, follow } from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

const site = inject('sites').en

async function setLocation({ id }: Person, locationId: string): Promise<void> {
  const body = { role: 'manager', locationIds: [locationId], confirmUnverified: true }
  await call(site.url, 'PATCH', `users/${id}`, { token: await adminToken(site), body })
}

/** Makes a manager of a new location with an open shift there, which began with 1,000 roubles. */
async function makeCashier(): Promise<Person> {
  const [manager, locationId] = await Promise.all([makeMember(site, 0), makeLocation(site, {})])
  await setLocation(manager, locationId)
  const token = await signIn(site.url, manager.email, manager.password)
  await call(site.url, 'POST', `locations/${locationId}/shifts`, { token, body: { float: 100_000 } })
  return { ...manager, token }
}

const locationOf = async ({ token }: Person): Promise<string | undefined> =>
  (await call<{ locationIds: string[] }>(site.url, 'GET', 'me', { token })).locationIds[0]

/** Closes the shift of the page with this sum, which is exactly what is expected. */
async function close(visit: Visit, counted: string): Promise<void> {
  const { shifts } = visit.words
  await button(visit, shifts.close).click()
  await dialog(visit).getByLabel(textPattern(shifts.countedIn)).fill(counted)
  await dialog(visit).getByText(shifts.difference.none).waitFor()
  await dialog(visit).getByRole('button', { name: shifts.close, exact: true }).click()
  await expectToast(visit, shifts.closedWith)
}

it('A manager who has lost a location closes the shift that is open there, and opens one at the present location', async () => {
  const cashier = await makeCashier()
  await setLocation(cashier, site.locationId)
  await withVisit(site, { as: cashier, expects: /409 \(/ }, async (visit) => {
    const { page, words } = visit
    const openShift = async () => {
      await page.getByLabel(textPattern(words.shifts.floatIn)).fill('0')
      await button(visit, words.shifts.open).click()
    }
    await page.goto('/staff/shifts')
    await openShift()
    await follow(visit, words.shifts.goToOpen, words.shifts.reportTitle)
    await page.getByText(words.shifts.entriesHidden).waitFor()
    await checkScreen(visit)
    await close(visit, '1000')
    await follow(visit, words.shifts.back, words.shifts.title)
    await openShift()
    await page.getByRole('heading', { name: textPattern(words.shifts.openSince) }).waitFor()
  })
})

it('The difference before a shift is closed is to the cash that is expected then, also where it was taken on another computer', async () => {
  const [cashier, member] = await Promise.all([makeCashier(), makeMember(site, 0)])
  await withVisit(site, { as: cashier }, async (visit) => {
    const { page, words } = visit
    await page.goto('/staff/shifts')
    await follow(visit, words.shifts.report, words.shifts.reportTitle)
    await button(visit, words.shifts.close).waitFor()
    const body = { kind: 'top_up', amount: 50_000 }
    await call(site.url, 'POST', `users/${member.id}/wallet/entries`, { token: cashier.token, body })
    await close(visit, '1500')
  })
})

it('The report of a shift that another person has closed says so', async () => {
  const cashier = await makeCashier()
  const locationId = await locationOf(cashier)
  const path = `locations/${locationId}/shifts`
  const { items } = await call<{ items: { id: string }[] }>(site.url, 'GET', path, { token: cashier.token })
  const token = await adminToken(site)
  await call(site.url, 'POST', `shifts/${items[0]?.id}/close`, { token, body: { counted: 90_000 } })
  await withVisit(site, { as: cashier }, async (visit) => {
    const { page, words } = visit
    await page.goto('/staff/shifts')
    await page.getByText(words.shifts.closedByOther).waitFor()
    await page.goto(`/staff/shifts/${items[0]?.id}`)
    await page.getByText(words.shifts.closedByOther).waitFor()
    await checkScreen(visit)
  })
})
