import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { dayFromNow } from '../harness/day.ts'
import { admin, makeMember, makeRoom } from '../harness/site-data.ts'
import { accountMenu, bookButton, button, dialog, expectToast, fill, link, search } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'

const sites = inject('sites')

it('Back closes the topmost dialog and stays on the page; the next Back leaves the page', async () => {
  const site = sites.en
  const room = await makeRoom(site)
  const member = await makeMember(site)
  await withVisit(site, { as: member, size: 'phone' }, async (visit) => {
    const { page, words } = visit
    await link(visit, words.common.nav.wallet).click()
    await page.getByRole('heading', { level: 1, name: words.wallet.title }).waitFor()
    await link(visit, words.common.nav.find).click()
    await search(visit, { date: dayFromNow(2), time: '14:00' })
    const address = page.url()
    for (const closes of [() => page.goBack(), () => page.keyboard.press('Escape')]) {
      await bookButton(visit, room.name).click()
      await dialog(visit).waitFor()
      await closes()
      await dialog(visit).waitFor({ state: 'detached' })
      expect(page.url()).toBe(address)
    }
    // The history entry that the last dialog left behind is skipped, also after a reload.
    await page.reload()
    await bookButton(visit, room.name).waitFor()
    await page.goBack()
    await page.waitForURL((url) => url.href !== address)
  })
})

it('The link to the search page restores the last search', async () => {
  const site = sites.ru
  const member = await makeMember(site)
  await withVisit(site, { as: member }, async (visit) => {
    const { page, words } = visit
    await search(visit, { date: dayFromNow(3), time: '15:30', people: 2 })
    await page.waitForURL(/people=2/)
    const address = page.url()
    await link(visit, words.common.nav.wallet).click()
    await page.getByRole('heading', { level: 1, name: words.wallet.title }).waitFor()
    await link(visit, words.common.nav.find).click()
    await page.waitForURL(address)
  })
})

it('The fields of the search say what the address says, also after Back', async () => {
  await withVisit(sites.en, {}, async (visit) => {
    const { page, words } = visit
    const people = page.getByLabel(words.find.people, { exact: true })
    await people.fill('2')
    await page.waitForURL(/people=2/)
    await page.getByLabel(words.find.from, { exact: true }).selectOption('15:30')
    await page.waitForURL(/time=15/)
    await people.fill('4')
    await page.waitForURL(/people=4/)
    await page.goBack()
    await page.waitForURL(/people=2/)
    await expect.poll(() => people.inputValue()).toBe('2')
  })
})

it('A click on another tab asks before changed opening hours are lost', async () => {
  const site = sites.ru
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    await page.goto('/staff/catalogue?tab=hours')
    await button(visit, words.catalogue.hours.save).waitFor()
    await button(visit, words.catalogue.hours.remove).first().click()
    await page.getByRole('tab').first().click()
    await dialog(visit).waitFor()
    await checkScreen(visit)
    // The button that keeps the input has the focus.
    await page.keyboard.press('Enter')
    await dialog(visit).waitFor({ state: 'detached' })
    expect(page.url()).toContain('tab=hours')
    await accountMenu(visit).click()
    await page.getByRole('menuitem', { name: words.common.nav.signOut }).click()
    await button(visit, words.common.unsaved.stay).click()
    await dialog(visit).waitFor({ state: 'detached' })
    expect(page.url()).toContain('tab=hours')
    await page.getByRole('tab').first().click()
    await button(visit, words.common.unsaved.leave).click()
    await page.waitForURL((url) => !url.href.includes('tab=hours'))
  })
})

it('The arrow back to the tariffs asks before a changed tariff is lost', async () => {
  const site = sites.ru
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    const { catalogue, common } = words
    await page.goto('/staff/catalogue?tab=tariffs')
    await button(visit, catalogue.tariff.new).click()
    // Nothing was typed: no question.
    await button(visit, catalogue.tariff.back).click()
    await button(visit, catalogue.tariff.new).click()
    const name = page.getByLabel(catalogue.name, { exact: true })
    await name.fill('Вечер')
    await button(visit, catalogue.tariff.back).click()
    await button(visit, common.unsaved.stay).click()
    expect(await name.inputValue()).toBe('Вечер')
    await button(visit, catalogue.tariff.back).click()
    await button(visit, common.unsaved.leave).click()
    await name.waitFor({ state: 'detached' })
  })
})

it('When the session has ended, a dialog asks for the password; the typed input stays, and the request is completed', async () => {
  const site = sites.en
  const member = await makeMember(site)
  await withVisit(site, { as: member, expects: /401 \(/ }, async (visit) => {
    const { page, words } = visit
    await page.goto('/profile')
    await fill(visit, { [words.users.about.firstName]: 'Renamed' })
    const { token, password: currentPassword } = member
    const newPassword = 'a password chosen elsewhere'
    await call(site.url, 'POST', 'me/password', { token, body: { currentPassword, newPassword } })
    // The access token has expired by then.
    await page.clock.setFixedTime(Date.now() + 3_600_000)
    await button(visit, words.common.action.save).click()
    await dialog(visit).getByText(words.sessions.ended.kept).waitFor()
    const password = dialog(visit).getByLabel(words.sessions.password, { exact: true })
    await password.fill(currentPassword)
    await dialog(visit).getByRole('button', { name: words.sessions.signIn.submit, exact: true }).click()
    await dialog(visit).getByRole('alert').waitFor()
    await password.fill(newPassword)
    await dialog(visit).getByRole('button', { name: words.sessions.signIn.submit, exact: true }).click()
    await dialog(visit).waitFor({ state: 'detached' })
    await page.getByText(words.users.about.done).waitFor()
  })
})

it('When the session has ended, a user who would sign in as somebody else is asked before typed input is lost; the page of a user who stays can be continued', async () => {
  const site = sites.ru
  const member = await makeMember(site)
  await withVisit(site, { as: member, expects: /401 \(/ }, async (visit) => {
    const { page, words } = visit
    const { token, password: currentPassword } = member
    await page.goto('/profile')
    await fill(visit, { [words.users.about.firstName]: 'Мария' })
    const newPassword = 'a password chosen elsewhere'
    await call(site.url, 'POST', 'me/password', { token, body: { currentPassword, newPassword } })
    await page.clock.setFixedTime(Date.now() + 3_600_000)
    await button(visit, words.common.action.save).click()
    const ended = page.getByRole('dialog', { name: words.sessions.ended.title })
    await ended.getByRole('button', { name: words.sessions.ended.other }).click()
    await button(visit, words.common.unsaved.stay).click()
    await ended.getByLabel(words.sessions.password, { exact: true }).fill(newPassword)
    await ended.getByRole('button', { name: words.sessions.signIn.submit, exact: true }).click()
    await expectToast(visit, words.users.about.done)
    expect(await page.getByLabel(words.users.about.firstName, { exact: true }).inputValue()).toBe('Мария')
  })
})

it('Back after a booking that was begun before the sign-in shows the search, not the dialog of that booking again', async () => {
  const site = sites.ru
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  await withVisit(site, { size: 'phone' }, async (visit) => {
    const { page, words } = visit
    await search(visit, { people: 6, date: dayFromNow(2), time: '16:00' })
    await bookButton(visit, room.name).click()
    await link(visit, words.bookings.book.signIn).click()
    await fill(visit, { [words.sessions.email]: member.email, [words.sessions.password]: member.password })
    await button(visit, words.sessions.signIn.submit).click()
    await button(visit, words.bookings.book.submit).click()
    await expectToast(visit, words.bookings.book.done, { name: room.name })
    await button(visit, words.bookings.action.move).waitFor()
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: words.find.title }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(await dialog(visit).count()).toBe(0)
  })
})

it.each([
  ['/staff/audit', 'entity', 'booking'],
  ['/staff/members', 'role', 'manager'],
])('Back on %s returns to the list before the last choice', async (path, filter, value) => {
  await withVisit(sites.en, { as: admin }, async ({ page, words }) => {
    const label = filter === 'role' ? words.members.role : words.audit.entity
    await page.goto(path)
    const before = page.url()
    await page.getByLabel(label, { exact: true }).selectOption(value)
    await page.waitForURL((url) => url.searchParams.get(filter) === value)
    await page.goBack()
    await page.waitForURL(before)
    await expect.poll(() => page.getByLabel(label, { exact: true }).inputValue()).toBe('')
  })
})
