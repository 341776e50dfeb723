import Type, { type Static } from 'typebox'
import { Language, Name, NamedStrict, Nullable, Opaque } from '../../http/schema.ts'
import { Email, NewPassword } from '../users/user.schema.ts'

const SessionMode = Type.Optional(
  Type.Literal('cookie', {
    description: 'The refresh token goes into an HttpOnly cookie instead of the body',
  }),
)

// The password as it was typed, because older hashes were made of that form. 128 characters of NFC are up to four times as many in
// NFD.
const TypedPassword = Opaque(512)

export const Registration = NamedStrict('Registration', {
  email: Email,
  password: NewPassword,
  firstName: Name,
  lastName: Name,
  locale: Type.Optional(Language),
  session: SessionMode,
})

export const Credentials = NamedStrict('Credentials', {
  email: Opaque(254),
  password: TypedPassword,
  session: SessionMode,
})

const Token = Opaque(200)

// In both bodies the token may be in the cookie instead. The response to a sign-in with the cookie has null in its place.
export const RefreshTokenBody = NamedStrict('RefreshTokenBody', { refreshToken: Type.Optional(Token) })
export const SignOut = NamedStrict('SignOut', { refreshToken: Type.Optional(Nullable(Token)) })
export const PasswordReset = NamedStrict('PasswordReset', { email: Opaque(254) })
export const PasswordResetConfirmation = NamedStrict('PasswordResetConfirmation', {
  token: Token,
  password: NewPassword,
})
export const EmailVerification = NamedStrict('EmailVerification', { token: Token })
export const PasswordChange = NamedStrict('PasswordChange', {
  currentPassword: TypedPassword,
  newPassword: NewPassword,
})

export type Registration = Static<typeof Registration>
export type Credentials = Static<typeof Credentials>
export type PasswordResetConfirmation = Static<typeof PasswordResetConfirmation>
export type PasswordChange = Static<typeof PasswordChange>
