type FieldState = { name: string; required: boolean; value: string; dataset: { day?: string | undefined } }

/**
 * The names of the fields that must be filled in before a form is sent: the required ones without a value, and a day whose typed text is not
 * the day that would be sent, such as a half-typed one. The service checks every other rule.
 */
export const missingFields = (fields: FieldState[], values: Record<string, string>): string[] =>
  fields
    .filter(
      ({ name, required, value, dataset: { day } }) =>
        (required && !values[name]) || (day !== undefined && day !== value),
    )
    .map(({ name }) => name)

type NumberState = { name: string; validity: Pick<ValidityState, 'badInput'> }

/**
 * The names of the number fields that show a text that is no number, such as “50%” in Firefox or “5e” in Chrome. Their value is the empty
 * text, so the form would be sent as if nothing were typed.
 */
export const unreadableNumbers = (fields: NumberState[]): string[] =>
  fields.filter(({ validity }) => validity.badInput).map(({ name }) => name)
