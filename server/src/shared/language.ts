/** A sentence for people, in every language that the service speaks. */
export type Text = { en: string; ru: string }

export type Language = keyof Text

export const languages: Language[] = ['en', 'ru']
