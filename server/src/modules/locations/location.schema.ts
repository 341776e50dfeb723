import Type, { type Static } from 'typebox'
import {
  AccessNote,
  ActiveCurrency,
  Currency,
  Instant,
  LongText,
  Name,
  Named,
  NamedStrict,
  Nullable,
  Patch,
  pageQuery,
  Strict,
  Uuid,
} from '../../http/schema.ts'

const TimeZone = Type.String({
  'x-text': 'opaque',
  maxLength: 64,
  description: 'IANA',
  examples: ['Europe/Moscow'],
})

const fields = {
  name: Name,
  address: LongText,
  description: LongText,
  timeZone: TimeZone,
  currency: Currency,
  isActive: Type.Boolean(),
  requiresShift: Type.Boolean({ description: 'Cash is taken and paid out in an open shift only' }),
  taxRate: Nullable(
    Type.Integer({
      minimum: 0,
      maximum: 10_000,
      description:
        'The tax that prices include, in hundredths of a percent (2000 is 20 %); null where receipts show no tax',
    }),
  ),
}

export const Location = Type.Object({
  id: Uuid,
  ...fields,
  createdAt: Instant,
  updatedAt: Instant,
  version: Type.Integer(),
})
/** One location. For its staff it has `accessNote`, which no list has. */
export const LocationDetails = Named('LocationDetails', {
  ...Location.properties,
  accessNote: Type.Optional({
    ...AccessNote,
    description:
      'How to get in; absent where there is no note, and for users who are not staff of the location',
  }),
})
/** A location in a list also shows two of the things that a booking needs: whether there are opening hours, and how many spaces are active. */
export const ListedLocation = Named('ListedLocation', {
  ...Location.properties,
  hasOpeningHours: Type.Boolean(),
  activeSpaces: Type.Integer({ minimum: 0 }),
})
export const NewLocation = NamedStrict('NewLocation', {
  name: fields.name,
  timeZone: fields.timeZone,
  address: Type.Optional(fields.address),
  description: Type.Optional(fields.description),
  currency: Type.Optional(ActiveCurrency),
  isActive: Type.Optional(fields.isActive),
  requiresShift: Type.Optional(fields.requiresShift),
  taxRate: Type.Optional(fields.taxRate),
  accessNote: Type.Optional(AccessNote),
})
export const LocationChange = Patch('LocationChange', {
  ...fields,
  currency: ActiveCurrency,
  accessNote: AccessNote,
})
export const LocationQuery = Strict({ ...pageQuery, isActive: Type.Optional(Type.Boolean()) })

export type Location = Static<typeof Location>
export type LocationDetails = Static<typeof LocationDetails>
export type ListedLocation = Static<typeof ListedLocation>
export type NewLocation = Static<typeof NewLocation>
export type LocationChange = Static<typeof LocationChange>
export type LocationQuery = Static<typeof LocationQuery>
