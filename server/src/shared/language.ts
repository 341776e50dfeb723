/** A sentence for people, in every language that the service speaks. */
export type Text = { en: string; ru: string }

export type Language = keyof Text

export const languages: Language[] = ['en', 'ru']

/** The locale of each language whose dates have the day before the month, and whose clock has 24 hours. */
export const dateLocale = { en: 'en-GB', ru: 'ru-RU' } as const satisfies Text
