import { inject, it } from 'vitest'
import { call, signIn } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { adminToken, makeLocation, makeMember } from '../harness/site-data.ts'
import { button, dialog, expectToast, follow } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

const sites = inject('sites')

it('A manager who has lost a location closes the shift that is open there, and opens one at the present location', async () => {
  const site = sites.en
  const [manager, token, formerId] = await Promise.all([
    makeMember(site, 0),
    adminToken(site),
    makeLocation(site, {}),
  ])
  const setLocation = (id: string) => {
    const body = { role: 'manager', locationIds: [id], confirmUnverified: true }
    return call(site.url, 'PATCH', `users/${manager.id}`, { token, body })
  }
  await setLocation(formerId)
  await call(site.url, 'POST', `locations/${formerId}/shifts`, {
    token: await signIn(site.url, manager.email, manager.password),
    body: { float: 100_000 },
  })
  await setLocation(site.locationId)
  await withVisit(site, { as: manager, expects: /409 \(/ }, async (visit) => {
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
    await button(visit, words.shifts.close).click()
    await dialog(visit).getByLabel(textPattern(words.shifts.countedIn)).fill('1000')
    await dialog(visit).getByText(words.shifts.difference.none).waitFor()
    await dialog(visit).getByRole('button', { name: words.shifts.close, exact: true }).click()
    await expectToast(visit, words.shifts.closedWith)
    await follow(visit, words.shifts.back, words.shifts.title)
    await openShift()
    await page.getByRole('heading', { name: textPattern(words.shifts.openSince) }).waitFor()
  })
})
