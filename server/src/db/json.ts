/** A value for a jsonb column: the driver itself would send an array as a PostgreSQL array. */
export const toJson = (value: unknown): string => JSON.stringify(value)
