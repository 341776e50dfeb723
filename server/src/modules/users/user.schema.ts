import Type, { type Static } from 'typebox'
import { Currency, Language, Name, Nullable, SignedAmount, Strict, Uuid } from '../../http/schema.ts'

const Email = Type.String({ format: 'email', maxLength: 254, examples: ['anna@example.com'] })
const NewPassword = Type.String({ minLength: 10, maxLength: 128 })
export const Role = Type.Union([Type.Literal('member'), Type.Literal('manager'), Type.Literal('admin')])

export const Registration = Strict({
  email: Email,
  password: NewPassword,
  firstName: Name,
  lastName: Name,
  locale: Type.Optional(Language),
})

export const Credentials = Strict({
  email: Type.String({ maxLength: 254 }),
  password: Type.String({ maxLength: 128 }),
})

export const Balance = Type.Object({ currency: Currency, balance: SignedAmount })

export const User = Type.Object({
  id: Uuid,
  email: Type.String(),
  emailVerified: Type.Boolean(),
  firstName: Type.String(),
  lastName: Type.String(),
  locale: Language,
  role: Role,
  locationIds: Type.Array(Uuid, { description: 'The locations that a manager runs' }),
  balances: Type.Array(Balance),
})

export const ProfileChange = Strict({
  firstName: Type.Optional(Name),
  lastName: Type.Optional(Name),
  locale: Type.Optional(Language),
})

export const Session = Type.Object({
  accessToken: Type.String(),
  tokenType: Type.Literal('Bearer'),
  expiresIn: Type.Integer({ description: 'Seconds' }),
  refreshToken: Nullable(Type.String()),
  user: User,
})

export type Registration = Static<typeof Registration>
export type Credentials = Static<typeof Credentials>
export type ProfileChange = Static<typeof ProfileChange>
export type User = Static<typeof User>
export type Session = Static<typeof Session>
