/**
 * A typed number; -1 where the field is empty, which the service refuses at the field: a number that nobody has typed must not be saved as 0.
 * Where text is no number, a browser gives an empty text.
 */
export const numberOf = (text = ''): number => (text.trim() === '' ? -1 : Number(text))
