import { inject, it } from 'vitest'
import { adminEmail, adminPassword } from '../../testing/processes/service-process.ts'
import { examine } from '../harness/examine.ts'
import { makeMember, payByCard } from '../harness/site.ts'
import { button, dialog, expectToast, link } from '../harness/steps.ts'
import { visiting } from '../harness/visit.ts'
import { like } from '../harness/words.ts'

it.each([
  { language: 'ru', size: 'phone' },
  { language: 'en', size: 'desktop' },
] as const)(
  'Staff send a part of a card payment back to the card, and the member sees it ($language, $size)',
  async ({ language, size }) => {
    const site = inject('sites')[language]
    const member = await makeMember(site, 0)
    await payByCard(site, member, 150_000)
    const as = { email: adminEmail, password: adminPassword }
    await visiting(site, { as, size }, async (visit) => {
      const { page, words } = visit
      await page.goto(`/staff/members/${member.id}`)
      await button(visit, words.payments.staff.refundNamed).click()
      await dialog(visit).getByLabel(words.payments.staff.confirm.amount, { exact: true }).fill('500')
      await dialog(visit).getByText(like(words.payments.staff.confirm.result)).waitFor()
      await examine(visit)
      const submit = like(words.payments.staff.confirm.submit)
      await dialog(visit).getByRole('button', { name: submit }).click()
      await expectToast(visit, words.payments.staff.confirm.done)
      const table = page.getByRole('table', { name: words.payments.staff.table })
      await table.getByText(words.payments.staff.refundStatus.succeeded, { exact: true }).waitFor()
      await examine(visit)
    })
    await visiting(site, { as: member, size }, async (visit) => {
      const { page, words } = visit
      await link(visit, words.common.nav.wallet).click()
      await page.getByText(like(words.payments.refunded)).waitFor()
      await page.getByText(words.wallet.byCard.payout, { exact: true }).waitFor()
    })
  },
)
