/** The SQL of an instant as text, for JSON: jsonb would write the instant in the time zone of the connection. */
export const instantText = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
