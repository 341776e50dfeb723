import { expect, inject, it } from 'vitest'
import { adminEmail, adminPassword } from '../../testing/processes/service-process.ts'
import { call } from '../harness/api.ts'
import { examine } from '../harness/examine.ts'
import { bookingsOf, entriesOf, makeMember, makeRoom, type Person, visitOf } from '../harness/site.ts'
import { button, dialog, expectToast, link } from '../harness/steps.ts'
import { type Visit, visiting } from '../harness/visit.ts'
import { like, say } from '../harness/words.ts'

const sites = inject('sites')
const admin = { email: adminEmail, password: adminPassword }

it('The front desk opens the till, finds a person, takes money in, counts the till, notes something, and joins an account that was made at the door', async () => {
  const site = sites.ru
  const member = await makeMember(site, 0)
  await visiting(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    await openTill(visit)
    await page.goto('/staff/members')
    await page.getByLabel(words.members.search, { exact: true }).fill(member.email)
    await page
      .getByRole('link', { name: new RegExp(member.lastName) })
      .first()
      .click()
    await button(visit, words.members.topUp).click()
    await dialog(visit).getByLabel(words.members.amount, { exact: true }).fill('1 500,50')
    await dialog(visit).getByText(like(words.members.balanceAfter)).waitFor()
    await dialog(visit).getByText(like(words.members.inShift)).waitFor()
    await examine(visit)
    await button(visit, words.members.submit.top_up).click()
    await expectToast(visit, words.members.entryDone.top_up)
    expect(await entriesOf(site, member)).toMatchObject([{ kind: 'top_up', amount: 150_050 }])
    await button(visit, words.members.note.edit).click()
    await dialog(visit).getByLabel(words.members.note.text).fill('Приходит с собакой')
    await dialog(visit).getByLabel(words.members.note.tags).fill('тихое место, тихое место')
    await examine(visit)
    await button(visit, words.members.note.save).click()
    await page.getByRole('listitem').getByText('тихое место', { exact: true }).waitFor()
    await page.getByText('Приходит с собакой').waitFor()
    await joinOther(visit, member)
    await closeTill(visit, member)
  })
})

/** Opens a shift with 1,000 roubles. */
async function openTill(visit: Visit): Promise<void> {
  const { page, words } = visit
  await page.goto('/staff/shifts')
  await page.getByLabel(like(words.shifts.floatIn)).waitFor()
  await examine(visit)
  await page.getByLabel(like(words.shifts.floatIn)).fill('1000')
  await button(visit, words.shifts.open).click()
  await page.getByRole('heading', { name: like(words.shifts.ownSince) }).waitFor()
  await examine(visit)
}

/** Closes the shift with 50 kopecks less than there should be, and looks at its report. */
async function closeTill(visit: Visit, member: Person): Promise<void> {
  const { page, words } = visit
  await page.goto('/staff/shifts')
  await button(visit, words.shifts.close).click()
  await dialog(visit).getByLabel(like(words.shifts.countedIn)).fill('2500')
  await dialog(visit)
    .getByText(/Недостача 0,50/)
    .waitFor()
  await examine(visit)
  await dialog(visit).getByRole('button', { name: words.shifts.close, exact: true }).click()
  await expectToast(visit, words.shifts.closedWith)
  await page.getByRole('rowheader').first().getByRole('link').click()
  await page.getByRole('heading', { level: 1, name: words.shifts.reportTitle }).waitFor()
  await page.getByRole('cell', { name: new RegExp(member.lastName) }).waitFor()
  await page
    .getByRole('definition')
    .getByText(/Недостача 0,50/)
    .waitFor()
  await button(visit, words.shifts.print).waitFor()
  await examine(visit)
}

/** Adds a person without an account, and joins it with this one. */
async function joinOther(visit: Visit, member: Person): Promise<void> {
  const { page, words } = visit
  await page.goto('/staff/members')
  await button(visit, words.staff.newPerson.title).click()
  await dialog(visit).getByLabel(words.staff.newPerson.name).fill('Вера Двойникова')
  await dialog(visit).getByLabel(words.staff.newPerson.contact).fill('8 921 111-22-33')
  await button(visit, words.staff.newPerson.submit).click()
  await page.getByRole('heading', { level: 1, name: 'Вера Двойникова' }).waitFor()
  await examine(visit)
  await button(visit, words.members.merge.open).click()
  await dialog(visit).getByLabel(words.members.merge.other).fill(member.email)
  await dialog(visit).getByText(member.email).first().click()
  await dialog(visit).getByText(words.members.merge.noMoney).waitFor()
  await examine(visit)
  await button(visit, words.members.merge.submit).click()
  await expectToast(visit, words.members.merge.done)
  await page.getByRole('heading', { level: 1, name: new RegExp(member.lastName) }).waitFor()
  await page.getByRole('link', { name: '+7 921 111-22-33' }).waitFor()
}

it('The front desk books a free place of today for a member who calls', async () => {
  const site = sites.en
  const member = await makeMember(site)
  await visiting(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    await link(visit, words.common.nav.staff).click()
    const free = page.getByRole('region', { name: words.today.free, exact: true })
    await free.getByRole('button').first().click()
    await dialog(visit).getByLabel(words.desk.book.who).fill(member.email)
    await dialog(visit).getByText(member.email).first().click()
    await dialog(visit).getByText(like(words.desk.book.balance)).waitFor()
    await examine(visit)
    await button(visit, words.desk.book.submit, { name: member.firstName }).click()
    await expectToast(visit, words.desk.book.done)
    expect(await bookingsOf(site, member)).toHaveLength(1)
  })
})

it('A manager publishes a review, which everybody then reads', async () => {
  const site = sites.ru
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  await visitOf(site, member.id, room.id)
  const text = `Тихо и светло, приду ещё. ${room.name}`
  const path = `spaces/${room.id}/reviews`
  await call(site.url, 'POST', path, { token: member.token, body: { rating: 5, text } })
  await visiting(site, { as: admin, size: 'phone' }, async (visit) => {
    const { page, words } = visit
    await page.goto('/staff/reviews')
    const review = page.getByRole('listitem').filter({ hasText: text })
    await review.waitFor()
    await examine(visit)
    await review.getByRole('button', { name: words.reviewModeration.reject, exact: true }).click()
    await dialog(visit).getByText(words.reviewModeration.confirm.text).waitFor()
    await dialog(visit).getByRole('button', { name: words.reviewModeration.reject, exact: true }).click()
    await button(visit, words.common.action.undo).click()
    await review.getByRole('button', { name: new RegExp(words.reviewModeration.approve) }).click()
    await expectToast(visit, words.reviewModeration.done.approve)
    expect(await call(site.url, 'GET', path)).toMatchObject({ items: [{ text, rating: 5 }] })
  })
})

it('A tariff shows what a sample booking costs while it is edited, before it is saved', async () => {
  const site = sites.en
  await visiting(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    await page.goto('/staff/catalogue?tab=tariffs')
    await button(visit, say('en', 'Meeting rooms', 'Переговорные')).click()
    const preview = page.getByRole('region', { name: words.catalogue.preview.title })
    await preview
      .getByText(/1.?800/)
      .first()
      .waitFor()
    await page.getByLabel(like(words.catalogue.tariff.rateIn)).fill('700')
    await preview
      .getByText(/2.?100/)
      .first()
      .waitFor()
    await examine(visit)
    const { hourlyRate } = await call<{ hourlyRate: number }>(site.url, 'GET', `tariffs/${site.tariffId}`)
    expect(hourlyRate).toBe(60_000)
  })
})

it('A report is saved as CSV, with the revenue that the ledger has', async () => {
  const site = sites.en
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  await visitOf(site, member.id, room.id)
  await visiting(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    await page.goto('/staff/reports?groupBy=space')
    await page
      .getByRole('cell', { name: room.name })
      .or(page.getByRole('rowheader', { name: room.name }))
      .first()
      .waitFor()
    await page.getByText(words.reports.channels.cash).first().waitFor()
    await examine(visit)
    const downloading = page.waitForEvent('download')
    await button(visit, words.reports.csv).click()
    const chunks: Buffer[] = []
    for await (const chunk of await (await downloading).createReadStream()) chunks.push(chunk as Buffer)
    const line = Buffer.concat(chunks)
      .toString()
      .split(/\r?\n/)
      .find((each) => each.includes(room.name))
    expect(line).toMatch(/\b600(\.00)?\b/)
  })
})
