import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { admin, adminToken } from '../harness/site-data.ts'
import { button, dialog, expectToast } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

const site = inject('sites').ru

it('An administrator deletes a location that was made by mistake, with its space and its tariff; a tariff that a space uses is refused', async () => {
  const token = await adminToken(site)
  const make = (path: string, body: object) =>
    call<{ id: string; name: string }>(site.url, 'POST', path, { token, body })
  const place = { name: 'Ошибочная', timeZone: 'Europe/Moscow', currency: 'RUB' }
  const location = await make('locations', place)
  const tariff = await make('tariffs', {
    locationId: location.id,
    name: 'Ошибочный',
    currency: 'RUB',
    hourlyRate: 60_000,
  })
  const of = { locationId: location.id, tariffId: tariff.id }
  const space = await make('spaces', { ...of, name: 'Байкал', type: 'desk', capacity: 1 })
  const refusal = /409 \(Conflict\)/
  await withVisit(site, { as: admin, expects: refusal, size: 'phone' }, async (visit) => {
    const { page, words } = visit
    const question = (name: string) =>
      page.getByRole('dialog', { name: textPattern(words.catalogue.delete.title, { name }) })
    const confirm = async (name: string) => {
      await button(visit, words.catalogue.delete.button).click()
      await question(name).getByRole('button', { name: words.catalogue.delete.button }).click()
    }
    const deleteAndSee = async (name: string) => {
      await confirm(name)
      await expectToast(visit, words.catalogue.delete.done, { name })
      await dialog(visit).waitFor({ state: 'detached' })
    }
    await page.goto(`/staff/catalogue?location=${location.id}&tab=tariffs`)
    await button(visit, tariff.name).click()
    await confirm(tariff.name)
    await question(tariff.name).getByRole('alert').waitFor()
    await checkScreen(visit)
    await question(tariff.name).getByRole('button', { name: words.common.action.cancel }).click()
    await page.goto(`/staff/catalogue?location=${location.id}`)
    await button(visit, space.name).click()
    await deleteAndSee(space.name)
    await page.goto(`/staff/catalogue?location=${location.id}&tab=tariffs`)
    await button(visit, tariff.name).click()
    await deleteAndSee(tariff.name)
    await button(visit, words.catalogue.location.edit).click()
    await deleteAndSee(location.name)
    await expect.poll(() => new URL(page.url()).searchParams.get('location')).not.toBe(location.id)
    const { items } = await call<{ items: { id: string }[] }>(site.url, 'GET', 'locations?isActive=true', {
      token,
    })
    expect(items.map(({ id }) => id)).not.toContain(location.id)
  })
})
