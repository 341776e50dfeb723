import Type from 'typebox'
import { defineProblem, type Problem } from './problem.ts'
import type { TimeRange } from './time-range.ts'

const errors = Type.Object({
  errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
})

// The problems that do not belong to one module.
export const validationFailed = defineProblem(
  'validation_failed',
  400,
  { en: 'The request is not valid', ru: 'Запрос составлен неверно' },
  { extras: errors },
)
export const malformedJson = defineProblem('malformed_json', 400, {
  en: 'The body is not well-formed JSON',
  ru: 'Тело запроса — некорректный JSON',
})
export const unauthenticated = defineProblem('unauthenticated', 401, {
  en: 'Sign in first',
  ru: 'Сначала войдите в систему',
})
export const tokenExpired = defineProblem('token_expired', 401, {
  en: 'The token has expired',
  ru: 'Срок действия токена истёк',
})
export const userBlocked = defineProblem('user_blocked', 403, {
  en: 'This account is blocked: ask the staff of the coworking',
  ru: 'Эта учётная запись заблокирована: обратитесь к сотрудникам коворкинга',
})
export const forbidden = defineProblem('forbidden', 403, {
  en: 'You may not do this',
  ru: 'У вас нет права на это действие',
})
export const notFound = defineProblem(
  'not_found',
  404,
  { en: 'Not found', ru: 'Не найдено' },
  { constraints: ['location_managers_location_id_fkey'] },
)
export const inUse = defineProblem(
  'in_use',
  409,
  { en: 'This is still in use', ru: 'Это ещё используется' },
  {
    constraints: [
      'spaces_location_currency_fkey',
      'spaces_tariff_currency_fkey',
      'tariffs_location_id_fkey',
      'bookings_location_id_fkey',
      'accounts_location_id_fkey',
      'shifts_location_id_fkey',
      'transfers_location_id_fkey',
    ],
  },
)
export const preconditionFailed = defineProblem('precondition_failed', 412, {
  en: 'The data has changed since you read it',
  ru: 'Данные изменились с тех пор, как вы их прочли',
})
export const payloadTooLarge = defineProblem('payload_too_large', 413, {
  en: 'The body is too large',
  ru: 'Тело запроса слишком велико',
})
export const unsupportedMediaType = defineProblem('unsupported_media_type', 415, {
  en: 'Only application/json is accepted',
  ru: 'Принимается только application/json',
})
export const malformedRequest = defineProblem('malformed_request', 400, {
  en: 'This is not a well-formed HTTP request',
  ru: 'Некорректный HTTP-запрос',
})
export const requestTimeout = defineProblem('request_timeout', 408, {
  en: 'The request took too long to arrive',
  ru: 'Запрос передавался слишком долго',
})
export const uriTooLong = defineProblem('uri_too_long', 414, {
  en: 'The address of the request is too long',
  ru: 'Адрес запроса слишком длинный',
})
export const expectationFailed = defineProblem('expectation_failed', 417, {
  en: 'The Expect header can only be 100-continue',
  ru: 'Заголовок Expect может быть только 100-continue',
})
export const headersTooLarge = defineProblem('headers_too_large', 431, {
  en: 'The headers of the request are too large',
  ru: 'Заголовки запроса слишком велики',
})
export const invalidInterval = defineProblem('invalid_interval', 422, {
  en: 'The interval must end after it starts',
  ru: 'Конец интервала должен быть позже начала',
})
/** Raises `invalid_interval`. */
export function assertInterval({ start, end }: TimeRange): void {
  if (start >= end) throw invalidInterval()
}
export const rateLimited = defineProblem(
  'rate_limited',
  429,
  { en: 'Too many requests; try again later', ru: 'Слишком много запросов, повторите позже' },
  { extras: Type.Object({ retryAfter: Type.Integer({ description: 'In seconds, as `Retry-After`' }) }) },
)
/** The refusal by a limit of `points`; the headers of the response are those of this limit. */
export const limitReached = (points: number, retryAfterMs: number): Problem =>
  rateLimited(undefined, { limitPoints: points, retryAfter: Math.ceil(retryAfterMs / 1000) })
export const internalError = defineProblem('internal_error', 500, {
  en: 'Something went wrong on our side',
  ru: 'Внутренняя ошибка сервиса',
})
export const unavailable = defineProblem('unavailable', 503, {
  en: 'The service is busy or starting; try again shortly',
  ru: 'Сервис перегружен или запускается, повторите чуть позже',
})

/**
 * A 400 that a schema cannot express, for the field at `path` (`/tariffId`). The response has `errors` with the message in one
 * language instead of `fields` (http/problems.ts).
 */
export const invalidField = (path: string, message: { en: string; ru: string }) =>
  validationFailed(message, { fields: [{ path, message }] })

export const invalidTransition = defineProblem('invalid_transition', 409, {
  en: 'This cannot be done in the current state',
  ru: 'В текущем состоянии это сделать нельзя',
})
