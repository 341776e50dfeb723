type FieldState = { name: string; required: boolean; value: string; dataset: { day?: string | undefined } }

/**
 * The names of the fields that must be filled in before a form is sent: the required ones without a value, and a day whose typed text is not
 * the day that would be sent, such as a half-typed one. The service checks every other rule, except those of `numberErrors`.
 */
export const missingFields = (fields: FieldState[], values: Record<string, string>): string[] =>
  fields
    .filter(
      ({ name, required, value, dataset: { day } }) =>
        (required && !values[name]) || (day !== undefined && day !== value),
    )
    .map(({ name }) => name)

type NumberState = {
  name: string
  min: string
  max: string
  validity: Pick<ValidityState, 'badInput' | 'rangeUnderflow' | 'rangeOverflow'>
}

/** The key of a message, with the limit that it names. */
export type NumberError = { key: 'error.number' } | { key: 'error.min' | 'error.max'; limit: string }

/**
 * The errors of number fields by name: of a text that is no number, such as “50%” in Firefox or “5e” in Chrome, whose value is the empty
 * text, so that the form would be sent as if nothing were typed; and of each number outside its limits, because the service
 * returns only the first of them. Pure.
 */
export const numberErrors = (fields: NumberState[]): [name: string, error: NumberError][] =>
  fields.flatMap(({ name, min, max, validity }): [string, NumberError][] => {
    if (validity.badInput) return [[name, { key: 'error.number' }]]
    if (validity.rangeUnderflow) return [[name, { key: 'error.min', limit: min }]]
    if (validity.rangeOverflow) return [[name, { key: 'error.max', limit: max }]]
    return []
  })
