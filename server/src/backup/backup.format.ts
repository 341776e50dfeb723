import type { Applied } from '../db/migrations.ts'

// A backup is a gzipped SQL script that `psql` can run, too. The data that only this tool reads stands in comments: the title and
// the header in the first two lines, the trailer in the last.

export const formatVersion = 1
export const titleOf = (version: number): string => `-- Coworking Manager backup, format ${version}`
export const titlePattern = /^-- Coworking Manager backup, format (\d+)$/
export const headerMark = '-- header '
export const trailerMark = '-- trailer '
export const endOfRows = '\\.'

/** Settings that make the text form of values independent of the database, the role and the environment, for writing and reading. */
export const textSettings = `SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET DateStyle = 'ISO, YMD';
SET IntervalStyle = 'postgres';
SET TimeZone = 'UTC';
SET extra_float_digits = 1;
SET bytea_output = 'hex';
`

export type Header = {
  takenAt: string
  /** The version of the server that was backed up, such as `18.4`. */
  postgres: string
  /** The migrations that made the schema. */
  migrations: Applied[]
}

export type TableRows = { name: string; rows: number }

/** The tables in the order of the script; the checksum is over everything before the trailer's line. */
export type Trailer = { tables: TableRows[]; sha256: string }

const setvalPattern = /^SELECT pg_catalog\.setval\('((?:[^']|'')+)', (\d+)\);$/

export const setvalStatement = ({ name, last }: { name: string; last: string }): string =>
  `SELECT pg_catalog.setval('${name.replaceAll("'", "''")}', ${last});`

/** Null for a line that is not one of `setvalStatement`. */
export function readSetval(line: string): { name: string; last: string } | null {
  const [, name, last] = setvalPattern.exec(line) ?? []
  return name && last ? { name: name.replaceAll("''", "'"), last } : null
}
