import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import type { signUpData } from './site-data.ts'
import type { Visit } from './visit.ts'
import { textPattern } from './words.ts'

// Steps that several journeys share. Fields are filled in without clicks; each click is counted.

type Search = { people?: number; date: string; time: string }

/** On the start page: enters a search; the caller waits for its result. */
export async function search({ page, words }: Visit, { people, date, time }: Search): Promise<void> {
  const field = (label: string) => page.getByLabel(label, { exact: true })
  await field(words.find.otherDay).fill(date)
  await field(words.find.from).selectOption(time)
  if (people) await field(words.find.people).fill(String(people))
}

export const button = (
  { page }: Visit,
  text: string,
  values: Record<string, string | number> = {},
): Locator => page.getByRole('button', { name: textPattern(text, values) })

export const link = ({ page }: Visit, text: string): Locator =>
  page.getByRole('link', { name: textPattern(text), exact: true })

/** Clicks a link and waits for the next page, because the previous page may have fields with equal names. */
export async function follow(visit: Visit, text: string, title: string): Promise<void> {
  await link(visit, text).click()
  await visit.page.getByRole('heading', { level: 1, name: textPattern(title) }).waitFor()
}

/** The button of this room in the search result, which opens the dialog for a new booking. */
export const bookButton = (visit: Visit, name: string): Locator =>
  button(visit, visit.words.find.bookNamed, { name })

export const dialog = ({ page }: Visit): Locator => page.getByRole('dialog')

/** The button that closes the dialog, not that of a message inside the dialog. */
export const closeButton = (visit: Visit): Locator =>
  dialog(visit).locator('header').getByRole('button', { name: visit.words.common.action.close })

/** Waits until this element has the focus. */
export const expectFocus = (element: Locator): Promise<void> =>
  expect.poll(() => element.evaluate((each) => each === document.activeElement)).toBe(true)

/** Waits for the message that reports the result of an action. */
export async function expectToast({ page, words }: Visit, text: string, values = {}): Promise<void> {
  const messages = page.getByRole('region', { name: words.common.toast.region })
  await messages.getByText(textPattern(text, values)).waitFor()
}

export async function fill({ page }: Visit, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values))
    await page.getByLabel(label, { exact: true }).fill(value)
}

/** On the sign-up page: fills in the form and sends it. */
export async function signUp(visit: Visit, person: ReturnType<typeof signUpData>): Promise<void> {
  const { sessions } = visit.words
  await fill(visit, {
    [sessions.firstName]: person.firstName,
    [sessions.lastName]: person.lastName,
    [sessions.email]: person.email,
    [sessions.password]: person.password,
  })
  await button(visit, sessions.signUp.submit).click()
}

export const accountMenu = ({ page, words }: Visit) =>
  page.getByRole('button', { name: textPattern(words.common.nav.menuOf) })
