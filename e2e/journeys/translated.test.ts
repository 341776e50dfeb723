import { expect, inject, it } from 'vitest'
import { dayFromNow } from '../harness/day.ts'
import { waitForPaymentPage } from '../harness/provider-page.ts'
import { bookingsOf, makeMember, makeRoom } from '../harness/site-data.ts'
import { bookButton, button, dialog, expectToast, fill, follow, link, search } from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'

/** Replaces each text of the page by an element, as the translation of a browser does; the words stay as they are. */
const translate = ({ page }: Visit): Promise<void> =>
  page.evaluate(() => {
    const isText = (node: Node) => !node.parentElement?.closest('font, script, style, select, textarea')
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (node) =>
      isText(node) && node.nodeValue?.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT,
    )
    const texts: Node[] = []
    while (walker.nextNode()) texts.push(walker.currentNode)
    for (const text of texts) {
      const translation = document.createElement('font')
      const inner = translation.appendChild(document.createElement('font'))
      inner.textContent = text.nodeValue
      text.parentNode?.replaceChild(translation, text)
    }
  })

it('On a page that the browser translates, a member signs in, chooses another amount, and books', async () => {
  const site = inject('sites').en
  const [room, member] = await Promise.all([makeRoom(site), makeMember(site)])
  await withVisit(site, {}, async (visit) => {
    const { page, words } = visit
    await follow(visit, words.common.nav.signIn, words.sessions.signIn.title)
    await fill(visit, { [words.sessions.email]: member.email, [words.sessions.password]: member.password })
    await translate(visit)
    await button(visit, words.sessions.signIn.submit).click()
    await bookButton(visit, room.name).waitFor()

    await search(visit, { people: 6, date: dayFromNow(2), time: '16:00' })
    await bookButton(visit, room.name).click()
    await dialog(visit).getByText(words.bookings.book.balanceAfter).waitFor()
    await translate(visit)
    await button(visit, words.bookings.book.submit).click()
    await expectToast(visit, words.bookings.book.done, { name: room.name })
    await bookButton(visit, room.name).waitFor({ state: 'detached' })
    expect(await bookingsOf(site, member)).toHaveLength(1)

    await link(visit, words.common.nav.wallet).click()
    await button(visit, words.payments.topUp.submit).waitFor()
    await translate(visit)
    for (const [typed, shown] of [
      ['777', /777/],
      ['888', /888/],
    ] as const) {
      await page.getByLabel(words.payments.topUp.amount).fill(typed)
      await button(visit, words.payments.topUp.submit)
        .and(page.getByRole('button', { name: shown }))
        .waitFor()
      await translate(visit)
    }
    await button(visit, words.payments.topUp.submit).click()
    await waitForPaymentPage(page)
  })
})
