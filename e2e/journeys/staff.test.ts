import { expect, inject, it } from 'vitest'
import { until } from '../../testing/processes/until.ts'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import {
  admin,
  bookingsOf,
  entriesOf,
  makeCompletedBooking,
  makeMember,
  makeRoom,
  type Person,
} from '../harness/site-data.ts'
import { button, dialog, expectToast, link } from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

const sites = inject('sites')

it('The front desk opens a shift, tops up a member, writes a note, corrects and merges an account that was made at the front desk, and closes the shift', async () => {
  const site = sites.ru
  const member = await makeMember(site, 0)
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    await openShift(visit)
    await page.goto('/staff/members')
    await page.getByLabel(words.members.search, { exact: true }).fill(member.email)
    await page
      .getByRole('link', { name: new RegExp(member.lastName) })
      .first()
      .click()
    await button(visit, words.members.topUp).click()
    await dialog(visit).getByLabel(words.members.amount, { exact: true }).fill('1 500,50')
    await dialog(visit).getByText(textPattern(words.members.balanceAfter)).waitFor()
    await dialog(visit).getByText(textPattern(words.members.inShift)).waitFor()
    await checkScreen(visit)
    await button(visit, words.members.submit.top_up).click()
    await expectToast(visit, words.members.entryDone.top_up)
    expect(await entriesOf(site, member)).toMatchObject([{ kind: 'top_up', amount: 150_050 }])
    await button(visit, words.members.note.edit).click()
    await dialog(visit).getByLabel(words.members.note.text).fill('Приходит с собакой')
    await dialog(visit).getByLabel(words.members.note.tags).fill('тихое место, тихое место')
    await checkScreen(visit)
    await button(visit, words.members.note.save).click()
    await page.getByRole('listitem').getByText('тихое место', { exact: true }).waitFor()
    await page.getByText('Приходит с собакой').waitFor()
    await mergeNewPerson(visit, member)
    await closeShift(visit, member)
  })
})

/** Opens a shift with 1,000 roubles. */
async function openShift(visit: Visit): Promise<void> {
  const { page, words } = visit
  await page.goto('/staff/shifts')
  await page.getByLabel(textPattern(words.shifts.floatIn)).waitFor()
  await checkScreen(visit)
  await page.getByLabel(textPattern(words.shifts.floatIn)).fill('1000')
  await button(visit, words.shifts.open).click()
  await page.getByRole('heading', { name: textPattern(words.shifts.openSince) }).waitFor()
  await checkScreen(visit)
}

/** Closes the shift with 50 kopecks less than expected, and opens its report. */
async function closeShift(visit: Visit, member: Person): Promise<void> {
  const { page, words } = visit
  await page.goto('/staff/shifts')
  await button(visit, words.shifts.close).click()
  await dialog(visit).getByLabel(textPattern(words.shifts.countedIn)).fill('2500')
  await dialog(visit)
    .getByText(/Недостача 0,50/)
    .waitFor()
  await checkScreen(visit)
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
  await checkScreen(visit)
}

/** Makes the account of a person who has not registered, corrects the telephone number, and merges it into the member's account. */
async function mergeNewPerson(visit: Visit, member: Person): Promise<void> {
  const { page, words } = visit
  await page.goto('/staff/members')
  await button(visit, words.staff.newPerson.title).click()
  await dialog(visit).getByLabel(words.staff.newPerson.name).fill('Вера Двойникова')
  await dialog(visit).getByLabel(words.staff.newPerson.contact).fill('8 921 111-22-34')
  await button(visit, words.staff.newPerson.submit).click()
  await page.getByRole('heading', { level: 1, name: 'Вера Двойникова' }).waitFor()
  await checkScreen(visit)
  await button(visit, words.members.details.open).click()
  await dialog(visit).getByLabel(words.members.details.phone).fill('8 921 111-22-33')
  await checkScreen(visit)
  await button(visit, words.members.details.save).click()
  await page.getByRole('link', { name: '+7 921 111-22-33' }).waitFor()
  await button(visit, words.members.merge.open).click()
  await dialog(visit).getByLabel(words.members.merge.other).fill(member.email)
  await dialog(visit).getByText(member.email).first().click()
  await dialog(visit).getByText(words.members.merge.noMoney).waitFor()
  await checkScreen(visit)
  await button(visit, words.members.merge.submit).click()
  await expectToast(visit, words.members.merge.done)
  await page.getByRole('heading', { level: 1, name: new RegExp(member.lastName) }).waitFor()
  await page.getByRole('link', { name: '+7 921 111-22-33' }).waitFor()
}

it('The front desk books a space that is free now for a member who telephones', async () => {
  const site = sites.en
  const member = await makeMember(site)
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    await link(visit, words.common.nav.staff).click()
    const free = page.getByRole('region', { name: words.today.free, exact: true })
    await free.getByRole('button').first().click()
    await dialog(visit).getByLabel(words.staffBookings.book.who).fill(member.email)
    await dialog(visit).getByText(member.email).first().click()
    await dialog(visit).getByText(textPattern(words.staffBookings.book.balance)).waitFor()
    await checkScreen(visit)
    await button(visit, words.staffBookings.book.submit, { name: member.firstName }).click()
    await expectToast(visit, words.staffBookings.book.done)
    expect(await bookingsOf(site, member)).toHaveLength(1)
  })
})

it('An approved review is public; a review whose text was changed after staff read it is not approved, but shown with its new text', async () => {
  const site = sites.ru
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  await makeCompletedBooking(site, member.id, room.id)
  const text = `Тихо и светло, приду ещё. ${room.name}`
  const path = `spaces/${room.id}/reviews`
  const first = { rating: 5, text: `Тихо и светло. ${room.name}` }
  const { id } = await call<{ id: string }>(site.url, 'POST', path, { token: member.token, body: first })
  await withVisit(site, { as: admin, size: 'phone', expects: /412/ }, async (visit) => {
    const { page, words } = visit
    await page.goto('/staff/reviews')
    const outdated = page.getByRole('listitem').filter({ hasText: first.text })
    await outdated.waitFor()
    await call(site.url, 'PATCH', `reviews/${id}`, { token: member.token, body: { text } })
    await outdated.getByRole('button', { name: new RegExp(words.reviewModeration.approve) }).click()
    const review = page.getByRole('listitem').filter({ hasText: text })
    await review.waitFor()
    expect(await call(site.url, 'GET', path)).toMatchObject({ items: [] })
    await checkScreen(visit)
    await review.getByRole('button', { name: words.reviewModeration.reject, exact: true }).click()
    await dialog(visit).getByText(words.reviewModeration.confirm.text).waitFor()
    await dialog(visit).getByRole('button', { name: words.reviewModeration.reject, exact: true }).click()
    await button(visit, words.common.action.undo).click()
    await review.getByRole('button', { name: new RegExp(words.reviewModeration.approve) }).click()
    await expectToast(visit, words.reviewModeration.done.approve)
    expect(await call(site.url, 'GET', path)).toMatchObject({ items: [{ text, rating: 5 }] })
  })
})

it('While a tariff is edited, the price of a sample booking follows the input; each number outside its limits is marked, and nothing is saved', async () => {
  const site = sites.en
  await withVisit(site, { as: admin, expects: /400 \(/ }, async (visit) => {
    const { page, words } = visit
    await page.goto('/staff/catalogue?tab=tariffs')
    await button(visit, 'Meeting rooms').click()
    const preview = page.getByRole('region', { name: words.catalogue.preview.title })
    await preview
      .getByText(/1.?800/)
      .first()
      .waitFor()
    await page.getByLabel(textPattern(words.catalogue.tariff.rateIn)).fill('700')
    await preview
      .getByText(/2.?100/)
      .first()
      .waitFor()
    await checkScreen(visit)
    for (const limit of ['minMinutes', 'stepMinutes'] as const)
      await page.getByLabel(words.catalogue.tariff[limit]).fill('-5')
    await preview.getByText(words.catalogue.preview.incomplete).waitFor()
    await button(visit, words.catalogue.save).click()
    await expect
      .poll(() => page.getByText(textPattern(words.common.error.min, { limit: '1' })).count())
      .toBe(2)
    const { hourlyRate } = await call<{ hourlyRate: number }>(site.url, 'GET', `tariffs/${site.tariffId}`)
    expect(hourlyRate).toBe(60_000)
  })
})

it('The audit trail shows the whole history of an entity, whatever the filters were, and the actions of one person', async () => {
  const site = sites.en
  const room = await makeRoom(site)
  await withVisit(site, { as: admin, size: 'phone' }, async (visit) => {
    const { page, words } = visit
    await page.goto('/staff/audit?entity=space&from=2020-01-01')
    const entry = page.getByRole('listitem').filter({ hasText: room.name })
    await entry.getByRole('button', { name: words.audit.history }).click()
    await page.waitForURL((url) => url.search === `?entityId=${room.id}`)
    await page.getByText(words.audit.ofOneSubject).waitFor()
    await checkScreen(visit)
    await entry.getByRole('button', { name: words.audit.actionsBy }).click()
    await page.waitForURL((url) => /^\?actorId=[^&]+$/.test(url.search))
    await page.getByText(words.audit.ofOnePerson).waitFor()
  })
})

it('A report is saved as CSV, with the revenue of the ledger', async () => {
  const site = sites.en
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  await makeCompletedBooking(site, member.id, room.id)
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    await page.goto('/staff/reports?groupBy=space')
    await page
      .getByRole('cell', { name: room.name })
      .or(page.getByRole('rowheader', { name: room.name }))
      .first()
      .waitFor()
    await page.getByText(words.reports.channels.cash).first().waitFor()
    await checkScreen(visit)
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

it('The period of a report is changed one day after the other, also where the first change puts the start after the end', async () => {
  await withVisit(sites.en, { as: admin }, async ({ page, words }) => {
    await page.goto('/staff/reports?from=2026-11-01&to=2026-11-30')
    const day = (label: string) => page.getByLabel(label, { exact: true }).and(page.locator('input'))
    const daysOf = () => {
      const search = new URL(page.url()).searchParams
      return `${search.get('from')} ${search.get('to')}`
    }
    await day(words.reports.from).fill('2026-12-01')
    await until('the start is changed', () => daysOf() === '2026-12-01 2026-11-30')
    const requested = page.waitForRequest((request) =>
      /\/api\/v1\/reports\/money\?.*to=2026-12-31/.test(request.url()),
    )
    await day(words.reports.to).fill('2026-12-31')
    await until('the end is changed', () => daysOf() === '2026-12-01 2026-12-31')
    const query = new URL((await requested).url()).searchParams
    expect([query.get('from'), query.get('to')]).toEqual(['2026-12-01', '2026-12-31'])
  })
})
