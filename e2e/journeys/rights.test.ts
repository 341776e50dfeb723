import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { admin, adminToken, makeMember } from '../harness/site-data.ts'
import { button, dialog, expectToast, link } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

const site = inject('sites').en

it('A refusal of a role is not shown in the dialog that blocks the person, nor below the role when that dialog is closed', async () => {
  const member = await makeMember(site)
  await withVisit(site, { as: admin, expects: /409 \(Conflict\)/ }, async (visit) => {
    const { page, words } = visit
    await page.route(`**/api/v1/users/${member.id}`, (route) => {
      if (route.request().method() !== 'PATCH') return route.continue()
      const json = { code: 'last_admin', status: 409, title: '', detail: 'Refused.' }
      return route.fulfill({ status: 409, json })
    })
    await page.goto(`/staff/members/${member.id}`)
    await page.getByLabel(words.members.role, { exact: true }).selectOption('admin')
    await button(visit, words.members.saveRights).click()
    await page.getByText('Refused.').waitFor()
    await button(visit, words.members.block).click()
    await dialog(visit).getByText(words.members.blockText).waitFor()
    expect(await page.getByText('Refused.').count()).toBe(0)
    await dialog(visit)
      .getByRole('button', { name: textPattern(words.members.block) })
      .click()
    await dialog(visit).getByText('Refused.').waitFor()
    await dialog(visit).getByRole('button', { name: words.common.action.cancel }).click()
    await dialog(visit).waitFor({ state: 'detached' })
    expect(await page.getByText('Refused.').count()).toBe(0)
  })
})

it('Administrators who delete their own account become visitors, and are not asked for its password', async () => {
  const [person, token] = await Promise.all([makeMember(site, 0), adminToken(site)])
  const body = { role: 'admin', confirmUnverified: true }
  await call(site.url, 'PATCH', `users/${person.id}`, { token, body })
  await withVisit(site, { as: person, expects: /401 \(/ }, async (visit) => {
    const { page, words } = visit
    await page.goto(`/staff/members/${person.id}`)
    await button(visit, words.members.delete).click()
    await dialog(visit).getByRole('button', { name: words.members.delete, exact: true }).click()
    await expectToast(visit, words.members.deleted)
    await page.waitForURL(`${site.url}/`)
    await link(visit, words.common.nav.signIn).waitFor()
    await dialog(visit).waitFor({ state: 'detached' })
  })
})
