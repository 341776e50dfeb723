/** A sentence for people, in every language that the service speaks. */
export type Text = { en: string; ru: string }

export type Language = keyof Text

export const languages: Language[] = ['en', 'ru']

/** For each language a locale that writes the day before the month, and times of 24 hours. */
export const dateLocale = { en: 'en-GB', ru: 'ru-RU' } as const satisfies Text
