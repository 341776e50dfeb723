import pg from 'pg'
import { StartupError } from '../shared/startup-error.ts'

// Explains an error of a connection or a statement at the start as a sentence for the operator: the service and every tool
// use the same sentences. Each sentence ends with the remedy.

/** The message for an error of PostgreSQL or of the connection to it; null for a fault of this program. */
export function startupErrorOf(error: unknown): StartupError | null {
  if (error instanceof StartupError) return error
  const sentence =
    error instanceof pg.DatabaseError
      ? sentenceOfServerError(error)
      : sentenceOfConnectionError(error as NodeJS.ErrnoException)
  return sentence ? new StartupError(sentence, { cause: error }) : null
}

// Errors of our own statements (a missing column, wrong syntax) are not among them.
const outsideOwnStatements = /^(08|0A|25006|28|3D|3F|42501|53|54|55|57|58|XX)/

function sentenceOfServerError({ code = '', message }: pg.DatabaseError): string | null {
  const refusal = `PostgreSQL refuses: ${message}`
  if (code === '28P01' || /^SASL authentication failed/.test(message))
    return `${refusal}. Check the user and the password in DATABASE_URL; characters such as # / ? % in a password are written as %23 %2F %3F %25.`
  if (code.startsWith('28'))
    return `${refusal}. Check the user in DATABASE_URL, and what pg_hba.conf of that PostgreSQL lets in.`
  if (code === '3D000') return `${refusal}. Create it, or name another database in DATABASE_URL.`
  if (code === '42501')
    return `${refusal}. The role in DATABASE_URL needs to own the database, or the rights to create in it and to use its tables.`
  // The name of the extension is the same in every language.
  if (/btree_gist/.test(message))
    return `${refusal}. The service needs the extension btree_gist, which comes with PostgreSQL's contrib package: install that, or have CREATE EXTENSION btree_gist run in this database.`
  if (code === '53300')
    return `${refusal}. Raise max_connections or the role's CONNECTION LIMIT, or lower DB_POOL_MAX.`
  if (code.startsWith('57P0')) return `${refusal}. Start again once it is up.`
  if (code === '25006') return `${refusal}. DATABASE_URL must lead to a PostgreSQL that takes writes.`
  return outsideOwnStatements.test(code) ? `${refusal} (${code}).` : null
}

const unreachable: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at the host and the port of DATABASE_URL',
  ENOTFOUND: 'the host of DATABASE_URL is unknown',
  EAI_AGAIN: 'the host of DATABASE_URL cannot be looked up at the moment',
  ENOENT: 'there is no socket where DATABASE_URL says',
  EACCES: 'this user may not use the socket of DATABASE_URL',
  ETIMEDOUT: 'the host of DATABASE_URL does not answer',
  EHOSTUNREACH: 'there is no way to the host of DATABASE_URL',
  ENETUNREACH: 'there is no way to the host of DATABASE_URL',
  ECONNRESET: 'the connection was cut off at once',
}

const timedOut = /timeout expired|timeout exceeded|connection timeout|Query read timeout/
const certificateErrors =
  /certificate|CERT_|ALTNAME|SELF_SIGNED|self-signed|UNABLE_TO_|ERR_SSL|ERR_TLS|ERR_OSSL/i

function sentenceOfConnectionError({
  code = '',
  message = '',
  syscall,
}: NodeJS.ErrnoException): string | null {
  const detail = message.split('\n')[0] || code
  const reason = unreachable[code]
  // A missing file of this program has the same code, but another call.
  if (reason && /^(connect|read|write|getaddrinfo|)$/.test(syscall ?? ''))
    return `PostgreSQL cannot be reached: ${reason} (${detail}).`
  if (timedOut.test(message))
    return 'PostgreSQL cannot be reached: the host of DATABASE_URL does not answer in time.'
  if (/does not support SSL/.test(message))
    return 'PostgreSQL does not support TLS, but sslmode in DATABASE_URL requires it: turn on ssl in PostgreSQL, or set sslmode=prefer.'
  if (certificateErrors.test(`${code} ${message}`))
    return `The TLS of PostgreSQL is not what sslmode in DATABASE_URL requires: ${detail}. Check sslmode, sslrootcert and the name of the host.`
  if (/SSL connection/.test(message))
    return `PostgreSQL cannot be reached: ${detail}. Check that the server at this address is PostgreSQL.`
  if (/SASL|client password must be/.test(message))
    return `PostgreSQL asks for a password that DATABASE_URL does not have, or that is wrong (${detail}).`
  if (/Connection terminated/.test(message))
    return `PostgreSQL cannot be reached: the connection was ended at once. Check that the server at this address is PostgreSQL.`
  return null
}
