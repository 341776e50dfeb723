import type { Page } from 'playwright-core'
import type { Language } from './words.ts'

// Names that have one spelling in every language.
const untranslatedNames = [
  /\S+@\S+/g,
  /https?:\/\/\S+/g,
  /\b(Europe|America|Asia)\/\w+/g,
  /ЮKassa|YooKassa|Stripe/g,
  /\b(Wi-Fi|Coworking Manager|RUB|Shift|CSV|JSON|PDF|HTTP|API|IP|UTC|GMT|Chrome|Chromium|HeadlessChrome|Linux)\b/g,
]

const foreignWord: Record<Language, RegExp> = {
  en: /[а-яё]+/gi,
  ru: /[a-z]{2,}/gi,
}

/** Words in the other alphabet in all visible texts and screen reader labels of this screen. */
export async function findForeignWords(page: Page, language: Language): Promise<string[]> {
  const texts = await page.evaluate(visibleTexts, language)
  return [
    ...new Set(
      texts.flatMap((text) => {
        const rest = untranslatedNames.reduce((left, name) => left.replace(name, ' '), text)
        const found = [...rest.matchAll(foreignWord[language])]
        return found.map(([word]) => `${word}, in: ${text.slice(0, 120)}`)
      }),
    ),
  ]
}

/**
 * Runs in the page: its title and description, all visible texts and all labels for screen readers, without elements that are marked as being in
 * another language.
 */
function visibleTexts(language: string): string[] {
  const description = document.querySelector<HTMLMetaElement>('meta[name="description"]')
  const found = [document.title, description?.content ?? '']
  const isPerceivable = (element: Element) => {
    const marked = element.closest('[lang]')?.getAttribute('lang')
    return (marked === language || !marked) && (element as HTMLElement).checkVisibility()
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    if (node.textContent?.trim() && node.parentElement && isPerceivable(node.parentElement))
      found.push(node.textContent.trim())
  for (const name of ['aria-label', 'aria-description', 'aria-valuetext', 'title', 'placeholder', 'alt'])
    for (const element of document.querySelectorAll(`body [${name}]`))
      if (isPerceivable(element)) found.push(element.getAttribute(name) ?? '')
  return found
}
