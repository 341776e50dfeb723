import type { SpaceType } from './types.ts'

/** The types of spaces, in the order of the filters and lists. */
export const spaceTypes: SpaceType[] = [
  'desk',
  'meeting_room',
  'private_office',
  'phone_booth',
  'event_space',
]
