import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { dayFromNow, moscow } from '../harness/day.ts'
import {
  admin,
  adminToken,
  book,
  bookingsOf,
  makeLocation,
  makeMember,
  makeRoom,
  openingHoursOf,
  topUp,
} from '../harness/site-data.ts'
import { button, dialog, expectFocus, expectToast, link } from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

// Two people change one object: the second person is told so, keeps the typed text, and does not overwrite the first change.

const site = inject('sites').ru
// The browser reports each refusal in its console.
const refusal = /412 \(Precondition Failed\)/

async function change(method: string, path: string, body: object): Promise<void> {
  await call(site.url, method, path, { token: await adminToken(site), body })
}

const expectStaleNotice = ({ page, words }: Visit) =>
  page.getByRole('alert').getByText(words.common.objectChanged.title).waitFor()
const loadNewer = (visit: Visit) => button(visit, visit.words.common.objectChanged.load).click()

it('A manager who edits a space is told when another person has changed it meanwhile, keeps the typed text, also where the newer state cannot be loaded, and can save the text into the newer state', async () => {
  const room = await makeRoom(site)
  const space = `**/api/v1/spaces/${room.id}`
  await withVisit(site, { as: admin, expects: /net::ERR_|412 \(/, size: 'phone' }, async (visit) => {
    const { page, words } = visit
    const description = dialog(visit).getByLabel(words.catalogue.description, { exact: true })
    const capacity = dialog(visit).getByLabel(words.catalogue.space.capacity, { exact: true })
    await page.goto('/staff/catalogue')
    await button(visit, room.name).click()
    await description.fill('Окна во двор')
    await change('PATCH', `spaces/${room.id}`, { capacity: 9 })
    await button(visit, words.catalogue.save).click()
    await expectStaleNotice(visit)
    await checkScreen(visit)
    expect(await description.inputValue()).toBe('Окна во двор')
    expect(await call(site.url, 'GET', `spaces/${room.id}`)).toMatchObject({ capacity: 9, description: '' })
    await page.route(space, (route) => route.abort('connectionreset'))
    await loadNewer(visit)
    await dialog(visit).getByRole('alert').getByText(words.common.error.network).waitFor()
    expect(await description.inputValue()).toBe('Окна во двор')
    await page.unroute(space)
    await loadNewer(visit)
    await expect.poll(() => capacity.inputValue()).toBe('9')
    await description.fill('Окна во двор')
    await button(visit, words.catalogue.save).click()
    await expectToast(visit, words.catalogue.saved, { name: room.name })
    const saved = await call(site.url, 'GET', `spaces/${room.id}`)
    expect(saved).toMatchObject({ capacity: 9, description: 'Окна во двор' })
  })
})

it('The text that a manager is typing stays when the network comes back, also where another person has changed the space meanwhile', async () => {
  const room = await makeRoom(site)
  await withVisit(site, { as: admin, expects: /net::ERR_|412 \(/ }, async (visit) => {
    const { page, words } = visit
    const description = dialog(visit).getByLabel(words.catalogue.description, { exact: true })
    const offline = page.getByText(textPattern(words.common.offline))
    await page.goto('/staff/catalogue')
    await button(visit, room.name).click()
    await description.fill('Окна во двор')
    await change('PATCH', `spaces/${room.id}`, { capacity: 9 })
    await page.context().setOffline(true)
    await offline.waitFor()
    await page.context().setOffline(false)
    await offline.waitFor({ state: 'hidden' })
    await button(visit, words.catalogue.save).click()
    await expectStaleNotice(visit)
    expect(await description.inputValue()).toBe('Окна во двор')
  })
})

it('While a space is being saved nothing can be typed into its form, which the save closes; after a refusal the typed text and the focus are there', async () => {
  const room = await makeRoom(site)
  await withVisit(site, { as: admin, expects: /422 \(/ }, async (visit) => {
    const { page, words } = visit
    const description = dialog(visit).getByLabel(words.catalogue.description, { exact: true })
    const save = button(visit, words.catalogue.save)
    const release = Promise.withResolvers<void>()
    await page.route(`**/api/v1/spaces/${room.id}`, async (route) => {
      if (route.request().method() !== 'PATCH') return route.continue()
      await release.promise
      const body = JSON.stringify({ code: 'refused', status: 422, title: 'Нельзя', detail: 'Нельзя' })
      await route.fulfill({ status: 422, contentType: 'application/problem+json', body })
    })
    await page.goto('/staff/catalogue')
    await button(visit, room.name).click()
    await description.fill('Окна во двор')
    await save.press('Enter')
    await description.locator('xpath=ancestor::form[@inert]').waitFor()
    release.resolve()
    await dialog(visit).getByRole('alert').waitFor()
    await expectFocus(save)
    expect(await description.inputValue()).toBe('Окна во двор')
  })
})

it('Opening hours are edited in their grid; a week that another person has replaced meanwhile is not overwritten silently', async () => {
  const locationId = await makeLocation(site, { weekly: [{ weekday: 1, opens: '09:00', closes: '18:00' }] })
  await withVisit(site, { as: admin, expects: refusal }, async (visit) => {
    const { page, words } = visit
    const { hours } = words.catalogue
    const closes = page.getByLabel(textPattern(hours.closes, { day: 'понедельник' }))
    await page.goto(`/staff/catalogue?tab=hours&location=${locationId}`)
    await closes.selectOption('20:00')
    await button(visit, hours.copyMonday).click()
    await button(visit, hours.save).click()
    await expectToast(visit, hours.saved)
    const long = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '09:00', closes: '20:00' }))
    expect(await openingHoursOf(site, locationId)).toEqual(long)

    await closes.selectOption('21:00')
    const short = [{ weekday: 1, opens: '10:00', closes: '12:00' }]
    await change('PUT', `locations/${locationId}/opening-hours`, { weekly: short })
    await button(visit, hours.save).click()
    await expectStaleNotice(visit)
    await checkScreen(visit)
    expect(await closes.inputValue()).toBe('21:00')
    expect(await openingHoursOf(site, locationId)).toEqual(short)
    await loadNewer(visit)
    await expect.poll(() => closes.inputValue()).toBe('12:00')
    await button(visit, hours.save).click()
    await expectToast(visit, hours.saved)
    expect(await openingHoursOf(site, locationId)).toEqual(short)
  })
})

it('A person is blocked and unblocked; rights that another person has changed meanwhile are not overwritten silently', async () => {
  const member = await makeMember(site)
  const rights = () =>
    adminToken(site).then((token) =>
      call<{ role: string; blocked: boolean }>(site.url, 'GET', `users/${member.id}`, { token }),
    )
  await withVisit(site, { as: admin, expects: refusal }, async (visit) => {
    const { page, words } = visit
    await page.goto(`/staff/members/${member.id}`)
    await button(visit, words.members.block).waitFor()
    // A top-up is no change of the member's rights.
    await topUp(site, member.id, 100)
    await button(visit, words.members.block).click()
    await dialog(visit).getByText(words.members.blockText).waitFor()
    await checkScreen(visit)
    await dialog(visit)
      .getByRole('button', { name: textPattern(words.members.block) })
      .click()
    await button(visit, words.members.unblock).waitFor()
    expect(await rights()).toMatchObject({ blocked: true })
    await button(visit, words.members.unblock).click()
    await button(visit, words.members.block).waitFor()
    expect(await rights()).toMatchObject({ blocked: false })

    await page.getByLabel(words.members.role, { exact: true }).selectOption('manager')
    await change('PATCH', `users/${member.id}`, { blocked: true })
    await button(visit, words.members.saveRights).click()
    await expectStaleNotice(visit)
    expect(await rights()).toMatchObject({ role: 'member', blocked: true })
    await loadNewer(visit)
    await button(visit, words.members.unblock).waitFor()
  })
})

it('A role that is chosen but not saved stays when the note of the person is saved; leaving asks, and the role can be saved', async () => {
  const member = await makeMember(site)
  await withVisit(site, { as: admin, expects: /409 \(Conflict\)/ }, async (visit) => {
    const { page, words } = visit
    const role = page.getByLabel(words.members.role, { exact: true })
    await page.goto(`/staff/members/${member.id}`)
    await role.selectOption('manager')
    await button(visit, words.members.note.edit).click()
    await dialog(visit).getByLabel(words.members.note.text, { exact: true }).fill('Любит окно')
    await button(visit, words.members.note.save).click()
    await expectToast(visit, words.members.saved)
    expect(await role.inputValue()).toBe('manager')
    await link(visit, words.members.back).click()
    await button(visit, words.common.unsaved.stay).click()
    await button(visit, words.members.saveRights).click()
    await button(visit, words.members.grantAnyway).click()
    await expect
      .poll(async () => call(site.url, 'GET', `users/${member.id}`, { token: await adminToken(site) }))
      .toMatchObject({ role: 'manager', note: 'Любит окно' })
    await link(visit, words.members.back).click()
    await page.waitForURL('**/staff/members')
  })
})

it('A person whose email is not verified gets a role only after a confirmation', async () => {
  const member = await makeMember(site)
  const token = await adminToken(site)
  const role = async () =>
    (await call<{ role: string }>(site.url, 'GET', `users/${member.id}`, { token })).role
  await withVisit(site, { as: admin, expects: /409 \(Conflict\)/ }, async (visit) => {
    const { page, words } = visit
    await page.goto(`/staff/members/${member.id}`)
    await page.getByLabel(words.members.role, { exact: true }).selectOption('manager')
    await button(visit, words.members.saveRights).click()
    await dialog(visit).getByText(member.email).waitFor()
    await checkScreen(visit)
    expect(await role()).toBe('member')
    await button(visit, words.members.grantAnyway).click()
    await expectToast(visit, words.members.saved)
    expect(await role()).toBe('manager')
  })
})

it('A member whose booking the front desk has moved meanwhile is told so, and moves it from its present time', async () => {
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  const date = dayFromNow(2)
  const slot = (from: string, to: string) => ({ startsAt: moscow(date, from), endsAt: moscow(date, to) })
  const { id } = await book(site, member, { spaceId: room.id, ...slot('10:00', '11:00') })
  const starts = async () => Date.parse((await bookingsOf(site, member))[0]?.startsAt ?? '')
  await withVisit(site, { as: member, expects: refusal }, async (visit) => {
    const { page, words } = visit
    const time = dialog(visit).getByLabel(words.bookings.move.time, { exact: true })
    await page.goto('/bookings')
    await button(visit, words.bookings.actionOn, {
      action: words.bookings.action.move,
      name: room.name,
    }).click()
    await time.selectOption('14:00')
    await change('PATCH', `bookings/${id}`, slot('12:00', '13:00'))
    await button(visit, words.bookings.move.submit).click()
    await expectStaleNotice(visit)
    await checkScreen(visit)
    expect(await time.inputValue()).toBe('14:00')
    expect(await starts()).toBe(Date.parse(moscow(date, '12:00')))
    await loadNewer(visit)
    await expect.poll(() => time.inputValue()).toBe('12:00')
    await time.selectOption('14:00')
    await button(visit, words.bookings.move.submit).click()
    await expectToast(visit, words.bookings.move.done)
    expect(await starts()).toBe(Date.parse(moscow(date, '14:00')))
  })
})
