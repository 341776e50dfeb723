import Type, { type Static } from 'typebox'
import {
  Currency,
  Instant,
  Language,
  Line,
  LongText,
  Name,
  Named,
  NamedStrict,
  Nullable,
  pageQuery,
  patternWithMessage,
  Repeated,
  Strict,
  Sum,
  Uuid,
} from '../../http/schema.ts'

export const Email = Type.String({ format: 'email', maxLength: 254, examples: ['anna@example.com'] })
/** E.164. */
export const Phone = Type.String({
  maxLength: 16,
  pattern: patternWithMessage(
    '^\\+[1-9][0-9]{6,14}$',
    'must be a telephone number with its country code, such as +79161234567',
    'должно быть номером телефона с кодом страны, например +79161234567',
  ),
  description: 'E.164: a plus sign, then 7 to 15 digits',
  examples: ['+79211234567'],
})
export const NewPassword = Type.String({ 'x-text': 'password', minLength: 10, maxLength: 128 })
const Role = Type.Union([Type.Literal('member'), Type.Literal('manager'), Type.Literal('admin')], {
  title: 'Role',
})

export const Balance = Named('Balance', { currency: Currency, balance: Sum })

export const User = Named('User', {
  id: Uuid,
  email: Nullable(Type.String()),
  emailVerified: Type.Boolean(),
  firstName: Type.String(),
  lastName: Type.String(),
  phone: Nullable(Type.String()),
  locale: Language,
  role: Role,
  locationIds: Type.Array(Uuid, { description: 'The locations that a manager runs' }),
  balances: Type.Array(Balance),
})

export const ProfileChange = NamedStrict('ProfileChange', {
  firstName: Type.Optional(Name),
  lastName: Type.Optional(Name),
  phone: Type.Optional(Nullable(Phone)),
  locale: Type.Optional(Language),
})

/** A person at the front desk: a member without a password. */
export const NewMember = NamedStrict('NewMember', {
  firstName: Name,
  lastName: Name,
  email: Type.Optional(Nullable(Email)),
  phone: Type.Optional(
    Type.Union([Phone, Type.Null()], { description: 'E.164; needed where there is no `email`' }),
  ),
  locale: Type.Optional(Language),
})

export const ListedUser = Named('ListedUser', {
  ...Type.Omit(User, ['balances']).properties,
  blocked: Type.Boolean(),
  hasPassword: Type.Boolean({ description: 'False until the person has set a password' }),
  note: Type.String({ description: 'Written by staff, for staff' }),
  tags: Type.Array(Type.String()),
  createdAt: Instant,
})
/** A user with the fields that only staff see. */
export const UserForStaff = Named('UserForStaff', {
  ...ListedUser.properties,
  balances: Type.Array(Balance),
  mergedInto: Type.Union([Uuid, Type.Null()], {
    description: 'The surviving account, where this one was closed by a merge',
  }),
})

export const UserChange = NamedStrict('UserChange', {
  firstName: Type.Optional(Name),
  lastName: Type.Optional(Name),
  phone: Type.Optional(Nullable(Phone)),
  email: Type.Optional(Nullable(Email)),
  note: Type.Optional(LongText),
  tags: Type.Optional(Type.Array(Line(40), { maxItems: 20, uniqueItems: true, 'x-distinct': true })),
  role: Type.Optional(Role),
  confirmUnverified: Type.Optional(
    Type.Boolean({ description: 'Gives the role even though the email is not verified' }),
  ),
  blocked: Type.Optional(Type.Boolean()),
  locationIds: Type.Optional(Type.Array(Uuid, { maxItems: 1_000, uniqueItems: true })),
})

/** The surviving account of a merge. */
export const NewMerge = NamedStrict('NewMerge', { into: Uuid })

export const UserQuery = Strict({
  ...pageQuery,
  search: Type.Optional(Type.String({ 'x-text': 'opaque', minLength: 1, maxLength: 100 })),
  role: Repeated(Role),
  blocked: Type.Optional(Type.Boolean()),
})

export type ListedUser = Static<typeof ListedUser>
export type UserForStaff = Static<typeof UserForStaff>
export type UserChange = Static<typeof UserChange>
export type UserQuery = Static<typeof UserQuery>
export type NewMerge = Static<typeof NewMerge>
export type NewMember = Static<typeof NewMember>
export type ProfileChange = Static<typeof ProfileChange>
export type User = Static<typeof User>
