import { dayMs, hourMs, toInstant } from '../../server/src/shared/time-range.ts'
import {
  type Created,
  changeStatus,
  makeBooking,
  makePerson,
  makeSpace,
  type Person,
  topUp,
} from '../factories.ts'
import { apiPath, type Fixture, type Samples } from './sample.ts'

export function bookingSamples({ service, admin, member, space, ids }: Fixture): Samples {
  let hours = 0
  const tomorrow = service.clock.now() + dayMs
  /** The next hour that no sample has booked yet. */
  const nextHour = () => {
    hours += 2
    const start = tomorrow + hours * hourMs
    return { startsAt: toInstant(start), endsAt: toInstant(start + hourMs) }
  }
  const ahead = () => makeBooking(service, member, { spaceId: space.id, ...nextHour() })
  const pending = async () => {
    const { id } = await makeSpace(service, admin, { ...ids, requiresApproval: true })
    return makeBooking(service, member, { spaceId: id, ...nextHour() })
  }
  /** A booking that awaits its payment, of a person whose wallet could pay for it by now. Needs a payment provider. */
  const unpaid = async () => {
    const person = await makePerson(service)
    const body = { spaceId: space.id, ...nextHour(), payment: 'online' }
    const booking = await makeBooking(service, person, body)
    await topUp(service, admin, person.id, 100_000)
    return booking
  }
  const running = async () => {
    const { id } = await makeSpace(service, admin, ids)
    const now = service.clock.now()
    const times = { startsAt: toInstant(now), endsAt: toInstant(now + hourMs) }
    return makeBooking(service, admin, { spaceId: id, userId: member.id, ...times })
  }
  const pathOf = ({ id }: Created, action = '') => ({ path: `${apiPath}/bookings/${id}${action}` })
  return {
    quote: async () => ({
      path: `${apiPath}/quotes`,
      body: { spaceId: space.id, ...nextHour(), userId: member.id, movingBookingId: (await ahead()).id },
    }),
    book: () => ({
      path: `${apiPath}/bookings`,
      body: {
        spaceId: space.id,
        ...nextHour(),
        title: 'Stand-up',
        userId: member.id,
        expectedTotal: 60_000,
        payment: 'online',
      },
    }),
    listBookings: () => ({ path: `${apiPath}/bookings` }),
    getBooking: async () => pathOf(await ahead()),
    moveBooking: async () => ({
      ...pathOf(await ahead()),
      body: { spaceId: space.id, ...nextHour(), title: 'Retro', expectedTotal: 60_000 },
    }),
    cancelBooking: async () => ({
      ...pathOf(await ahead(), '/cancel'),
      body: { reason: 'Ill', refundPercent: 50 },
    }),
    payForBooking: async () => ({ ...pathOf(await unpaid(), '/pay'), body: { payment: 'wallet' } }),
    approveBooking: async () => pathOf(await pending(), '/approve'),
    rejectBooking: async () => ({ ...pathOf(await pending(), '/reject'), body: { reason: 'Closed then' } }),
    noShowBooking: async () => pathOf(await running(), '/no-show'),
    checkInBooking: async () => pathOf(await running(), '/check-in'),
    completeBooking: async () => {
      const booking = await running()
      await changeStatus(service, member, 'check-in', booking.id)
      return pathOf(booking, '/complete')
    },
    deleteBooking: async () => {
      const booking = await ahead()
      await changeStatus(service, member, 'cancel', booking.id)
      return pathOf(booking)
    },
  }
}

export function reviewSamples({ service, admin, member, ids }: Fixture): Samples {
  const text = 'Quiet and bright'
  /** Makes a space in which this member has completed a booking. */
  const used = async (person: Person) => {
    const { id } = await makeSpace(service, admin, ids)
    const now = service.clock.now()
    const times = { startsAt: toInstant(now), endsAt: toInstant(now + hourMs) }
    const booking = await makeBooking(service, admin, { spaceId: id, userId: person.id, ...times })
    await changeStatus(service, admin, 'check-in', booking.id)
    await changeStatus(service, admin, 'complete', booking.id)
    return `${apiPath}/spaces/${id}/reviews`
  }
  const written = async (person: Person) => {
    const { body } = await service.request('POST', await used(person), {
      token: person.token,
      body: { rating: 4, text },
    })
    return `${apiPath}/reviews/${body.id}`
  }
  return {
    listSpaceReviews: async () => ({ path: await used(member) }),
    writeReview: async () => ({ path: await used(admin), body: { rating: 4, text } }),
    listReviews: () => ({ path: `${apiPath}/reviews` }),
    editReview: async () => ({ path: await written(admin), body: { rating: 5, text } }),
    deleteReview: async () => ({ path: await written(admin) }),
    approveReview: async () => ({ path: `${await written(member)}/approve` }),
    rejectReview: async () => ({ path: `${await written(member)}/reject` }),
  }
}
