import { expect, inject, it } from 'vitest'
import { checkScreen } from '../harness/check-screen.ts'
import { dayFromNow, moscow } from '../harness/day.ts'
import { admin, book, entriesOf, makeMember, makeRoom } from '../harness/site-data.ts'
import { button, dialog, expectToast, link } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'
import { inLanguage } from '../harness/words.ts'

it.each([
  { language: 'en', size: 'phone' },
  { language: 'ru', size: 'desktop' },
] as const)(
  'The wallet page shows the balance and each entry to the kopeck ($language, $size)',
  async ({ language, size }) => {
    const site = inject('sites')[language]
    const [room, member] = await Promise.all([makeRoom(site), makeMember(site, 345_678)])
    const [startsAt, endsAt] = ['09:00', '11:00'].map((time) => moscow(dayFromNow(4), time))
    await book(site, member, { spaceId: room.id, startsAt: startsAt ?? '', endsAt: endsAt ?? '' })
    await withVisit(site, { as: member, size }, async (visit) => {
      const { page, words } = visit
      await link(visit, words.common.nav.wallet).click()
      await page.getByText(words.wallet.available).waitFor()
      await page
        .getByText(/^\D*2.?256[.,]78\D*$/)
        .first()
        .waitFor()
      const entries = page.getByRole('region', { name: words.wallet.entries }).getByRole('listitem')
      await entries.first().waitFor()
      expect(await entries.count()).toBe(2)
      for (const [index, what, detail] of [
        [0, `${words.wallet.kind.charge}: ${room.name}`, /[−-].?1.?200/],
        [1, words.wallet.kind.top_up, inLanguage(language, 'cash', 'наличные')],
      ] as const) {
        const entry = entries.nth(index)
        await entry.getByText(what, { exact: true }).waitFor()
        await entry.getByText(detail).waitFor()
      }
      await checkScreen(visit)
    })
  },
)

it('An administrator credits money that arrived at the provider as a top-up by the provider, which belongs to no location', async () => {
  const site = inject('sites').en
  const member = await makeMember(site, 0)
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    await page.goto(`/staff/members/${member.id}`)
    await button(visit, words.members.topUp).click()
    await dialog(visit).getByLabel(words.members.amount, { exact: true }).fill('800')
    await dialog(visit)
      .getByLabel(words.members.channel)
      .selectOption({ label: words.reports.channels.yookassa })
    await checkScreen(visit)
    await button(visit, words.members.submit.top_up).click()
    await expectToast(visit, words.members.entryDone.top_up)
    expect(await entriesOf(site, member)).toMatchObject([
      { kind: 'top_up', amount: 80_000, channel: 'yookassa', locationId: null },
    ])
  })
})
