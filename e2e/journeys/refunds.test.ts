import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { admin, adminToken, makeMember, payByCard } from '../harness/site-data.ts'
import { button, dialog, expectToast, link } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'
import { inLanguage, textPattern } from '../harness/words.ts'

it.each([
  { language: 'ru', size: 'phone' },
  { language: 'en', size: 'desktop' },
] as const)(
  'Staff refund a part of a card payment to the card and see the reason, and the member sees the refund ($language, $size)',
  async ({ language, size }) => {
    const site = inject('sites')[language]
    const member = await makeMember(site, 0)
    await payByCard(site, member, 150_000)
    await withVisit(site, { as: admin, size }, async (visit) => {
      const { page, words } = visit
      await page.goto(`/staff/members/${member.id}`)
      await button(visit, words.payments.staff.refundNamed).click()
      const amount = dialog(visit).getByLabel(words.payments.staff.confirm.amount, { exact: true })
      await amount.fill('2000')
      await dialog(visit).getByText(textPattern(words.payments.staff.confirm.most)).waitFor()
      await amount.fill('500')
      const reason = inLanguage(language, 'The room was cold', 'В комнате было холодно')
      await dialog(visit).getByLabel(words.payments.staff.confirm.reason).fill(reason)
      await dialog(visit).getByText(textPattern(words.payments.staff.confirm.result)).waitFor()
      await checkScreen(visit)
      const submit = textPattern(words.payments.staff.confirm.submit)
      await dialog(visit).getByRole('button', { name: submit }).click()
      await expectToast(visit, words.payments.staff.confirm.done)
      const table = page.getByRole('table', { name: words.payments.staff.table })
      await table.getByText(words.payments.staff.refundStatus.succeeded, { exact: true }).waitFor()
      await table.getByText(reason, { exact: true }).waitFor()
      const frame = page.getByRole('region', { name: words.payments.staff.table })
      expect(await frame.evaluate((each) => each.scrollWidth <= each.clientWidth)).toBe(true)
      await checkScreen(visit)
    })
    await withVisit(site, { as: member, size }, async (visit) => {
      const { page, words } = visit
      await link(visit, words.common.nav.wallet).click()
      await page.getByText(textPattern(words.payments.refunded)).waitFor()
      await page.getByText(words.wallet.byCard.payout, { exact: true }).waitFor()
    })
  },
)

it('A payment of an account that was merged is refunded from the balance of the account that survives', async () => {
  const site = inject('sites').en
  const [closed, surviving] = await Promise.all([makeMember(site, 0), makeMember(site, 0)])
  await payByCard(site, closed, 50_000)
  const token = await adminToken(site)
  await call(site.url, 'POST', `users/${closed.id}/merge`, { token, body: { into: surviving.id } })
  await withVisit(site, { as: admin }, async (visit) => {
    const { page, words } = visit
    const { confirm, refundNamed } = words.payments.staff
    await page.goto(`/staff/members/${closed.id}`)
    await button(visit, refundNamed).click()
    await dialog(visit).getByText(confirm.merged).waitFor()
    await dialog(visit).getByText(textPattern(confirm.result)).waitFor()
    await checkScreen(visit)
    await dialog(visit)
      .getByRole('button', { name: textPattern(confirm.submit) })
      .click()
    await expectToast(visit, confirm.done)
  })
})
