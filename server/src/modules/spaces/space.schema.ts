import Type, { type Static } from 'typebox'
import {
  AccessNote,
  Instant,
  Line,
  LongText,
  Name,
  Named,
  NamedStrict,
  Nullable,
  Patch,
  pageQuery,
  Repeated,
  Strict,
  Uuid,
} from '../../http/schema.ts'

export const SpaceType = Type.Union(
  [
    Type.Literal('desk'),
    Type.Literal('meeting_room'),
    Type.Literal('private_office'),
    Type.Literal('phone_booth'),
    Type.Literal('event_space'),
  ],
  { title: 'SpaceType' },
)

const Amenity = Line(100)
const Buffer = Type.Integer({ minimum: 0, maximum: 1_440 })
const Capacity = Type.Integer({ minimum: 1, maximum: 100_000 })

const required = { locationId: Uuid, name: Name, type: SpaceType, capacity: Capacity, tariffId: Uuid }
const optionalFields = {
  description: LongText,
  amenities: Type.Array(Amenity, { maxItems: 50, uniqueItems: true, 'x-distinct': true }),
  bufferBeforeMinutes: Buffer,
  bufferAfterMinutes: Buffer,
  requiresApproval: Type.Boolean(),
  requiresCheckIn: Type.Boolean(),
  isActive: Type.Boolean(),
}

export const Space = Named('Space', {
  id: Uuid,
  ...required,
  ...optionalFields,
  rating: Type.Object({
    average: Nullable(Type.Number({ minimum: 1, maximum: 5 })),
    count: Type.Integer({ minimum: 0 }),
  }),
  createdAt: Instant,
  updatedAt: Instant,
  version: Type.Integer(),
})

/** One space. For the staff of its location it has `accessNote`, which no list has. */
export const SpaceDetails = Named('SpaceDetails', {
  ...Space.properties,
  accessNote: Type.Optional({
    ...AccessNote,
    description:
      'How to get in; absent where there is no note, and for users who are not staff of the location',
  }),
})

export const NewSpace = NamedStrict('NewSpace', {
  ...required,
  ...Type.Partial(Type.Object({ ...optionalFields, accessNote: AccessNote })).properties,
})
const { locationId, ...changeable } = { ...required, ...optionalFields }
export const SpaceChange = Patch('SpaceChange', { ...changeable, accessNote: AccessNote })

/** The filters of a search for spaces; `amenities` keeps the spaces that have all of them. */
export const spaceFilter = {
  locationId: Repeated(Uuid),
  type: Repeated(SpaceType),
  minCapacity: Type.Optional(Capacity),
  amenities: Repeated(Amenity),
}
export const SpaceQuery = Strict({ ...pageQuery, ...spaceFilter, isActive: Type.Optional(Type.Boolean()) })

export type SpaceType = Static<typeof SpaceType>
export type Space = Static<typeof Space>
export type SpaceDetails = Static<typeof SpaceDetails>
export type NewSpace = Static<typeof NewSpace>
export type SpaceChange = Static<typeof SpaceChange>
export type SpaceQuery = Static<typeof SpaceQuery>
export type SpaceFilter = Pick<SpaceQuery, 'locationId' | 'type' | 'minCapacity' | 'amenities'>
