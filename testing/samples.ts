import { randomUUID } from 'node:crypto'
import { dayMs, hourMs, toInstant } from '../server/src/shared/time-range.ts'
import {
  type Created,
  makeBooking,
  makeLocation,
  makeMember,
  makePerson,
  makeSpace,
  makeTariff,
  type Person,
  password,
  takeStep,
  topUp,
} from './factories.ts'
import type { TestService } from './harness.ts'
import { tokenIn } from './sessions.ts'

/** A request that is accepted: the path from the root, a body with every key that the operation knows. */
export type Sample = { path: string; body?: Record<string, any> }

/** By operationId; each call makes what it needs anew, so that no sample stands in another's way. */
type Samples = Record<string, () => Sample | Promise<Sample>>

export type SampleWorld = { admin: Person; member: Person; samples: Samples }

/** Samples of every operation, all of them to be sent by `admin`. */
export async function makeSamples(service: TestService): Promise<SampleWorld> {
  const admin = await makePerson(service, 'admin')
  const member = await makeMember(service, admin, 1_000_000_000)
  await topUp(service, admin, admin.id, 1_000_000_000)
  const location = await makeLocation(service, admin)
  const tariff = await makeTariff(service, admin, { maxAdvanceDays: 3_650 })
  const ids = { locationId: location.id, tariffId: tariff.id }
  const space = await makeSpace(service, admin, ids)
  const fixture: Fixture = { service, admin, member, location, tariff, space, ids }
  const samples = {
    ...peopleSamples(fixture),
    ...locationSamples(fixture),
    ...catalogueSamples(fixture),
    ...bookingSamples(fixture),
    ...walletSamples(fixture),
    ...sessionSamples(fixture),
    ...staffSamples(fixture),
    ...reviewSamples(fixture),
  }
  return { admin, member, samples }
}

type Fixture = {
  service: TestService
  admin: Person
  member: Person
  location: Created
  tariff: Created
  space: Created
  ids: { locationId: string; tariffId: string }
}

const root = '/api/v1'
const days = 'from=2026-12-01&to=2026-12-07'
const window = 'from=2026-12-02T07:00:00Z&to=2026-12-02T08:00:00Z'

const peopleSamples = ({ member }: Fixture): Samples => ({
  register: () => ({
    path: `${root}/auth/register`,
    body: {
      email: `${randomUUID()}@example.com`,
      password,
      firstName: 'Anna',
      lastName: 'Ivanova',
      locale: 'ru',
      session: 'cookie',
    },
  }),
  login: () => ({ path: `${root}/auth/login`, body: { email: member.email, password, session: 'cookie' } }),
  exportMe: () => ({ path: `${root}/me/export` }),
  getMe: () => ({ path: `${root}/me` }),
  updateMe: () => ({
    path: `${root}/me`,
    body: { firstName: 'Olga', lastName: 'Petrova', locale: 'en' },
  }),
})

function locationSamples({ service, admin, location, tariff }: Fixture): Samples {
  const body = {
    name: 'Loft',
    address: 'Pokrovka 1',
    description: 'Two floors',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    isActive: true,
  }
  const spare = () => makeLocation(service, admin)
  const closure = { from: '2026-12-24T10:00:00Z', to: '2026-12-24T12:00:00Z', reason: 'Party' }
  return {
    listLocations: () => ({ path: `${root}/locations` }),
    createLocation: () => ({ path: `${root}/locations`, body }),
    getLocation: () => ({ path: `${root}/locations/${location.id}` }),
    updateLocation: async () => ({ path: `${root}/locations/${(await spare()).id}`, body }),
    deleteLocation: async () => ({ path: `${root}/locations/${(await spare()).id}` }),
    getOpeningHours: () => ({ path: `${root}/locations/${location.id}/opening-hours` }),
    setOpeningHours: async () => ({
      path: `${root}/locations/${(await spare()).id}/opening-hours`,
      body: { weekly: [{ weekday: 1, opens: '09:00', closes: '18:00' }] },
    }),
    listClosures: () => ({ path: `${root}/locations/${location.id}/closures` }),
    createClosure: async () => {
      const { id } = await spare()
      const space = await makeSpace(service, admin, { locationId: id, tariffId: tariff.id })
      return { path: `${root}/locations/${id}/closures`, body: { ...closure, spaceId: space.id } }
    },
    deleteClosure: async () => {
      const path = `${root}/locations/${(await spare()).id}/closures`
      const { body } = await service.request('POST', path, { token: admin.token, body: closure })
      return { path: `${path}/${body.id}` }
    },
  }
}

function catalogueSamples({ service, admin, location, space, tariff, ids }: Fixture): Samples {
  const tariffBody = {
    locationId: location.id,
    name: 'Daytime',
    currency: 'RUB',
    hourlyRate: 50_000,
    dailyCap: 300_000,
    rules: [{ weekdays: [6, 7], from: '10:00', to: '24:00', hourlyRate: 30_000, label: 'Weekend' }],
    minMinutes: 60,
    maxMinutes: 600,
    stepMinutes: 15,
    minLeadMinutes: 5,
    maxAdvanceDays: 90,
    cancellation: [{ hoursBefore: 24, refundPercent: 50 }],
    isActive: true,
  }
  const { locationId, ...spaceBody } = {
    ...ids,
    name: 'Blue room',
    type: 'meeting_room',
    capacity: 8,
    description: 'With a view',
    amenities: ['projector', 'whiteboard'],
    bufferBeforeMinutes: 5,
    bufferAfterMinutes: 10,
    requiresApproval: false,
    requiresCheckIn: true,
    isActive: true,
  }
  const spareTariff = () => makeTariff(service, admin)
  const spareSpace = () => makeSpace(service, admin, ids)
  return {
    listTariffs: () => ({ path: `${root}/tariffs` }),
    createTariff: () => ({ path: `${root}/tariffs`, body: tariffBody }),
    getTariff: () => ({ path: `${root}/tariffs/${tariff.id}` }),
    updateTariff: async () => ({ path: `${root}/tariffs/${(await spareTariff()).id}`, body: tariffBody }),
    deleteTariff: async () => ({ path: `${root}/tariffs/${(await spareTariff()).id}` }),
    listSpaces: () => ({ path: `${root}/spaces` }),
    createSpace: () => ({ path: `${root}/spaces`, body: { locationId, ...spaceBody } }),
    getSpace: () => ({ path: `${root}/spaces/${space.id}` }),
    updateSpace: async () => ({ path: `${root}/spaces/${(await spareSpace()).id}`, body: spaceBody }),
    deleteSpace: async () => ({ path: `${root}/spaces/${(await spareSpace()).id}` }),
    getSpaceAvailability: () => ({ path: `${root}/spaces/${space.id}/availability?${window}` }),
    listLocationAvailability: () => ({ path: `${root}/locations/${location.id}/availability?${window}` }),
    listAvailability: () => ({ path: `${root}/availability?${window}` }),
    previewQuote: () => ({
      path: `${root}/quotes/preview`,
      body: {
        locationId: location.id,
        tariff: tariffBody,
        startsAt: '2026-12-02T07:00:00Z',
        endsAt: '2026-12-02T08:00:00Z',
      },
    }),
  }
}

function bookingSamples({ service, admin, member, space, ids }: Fixture): Samples {
  let hours = 0
  const tomorrow = service.clock.now() + dayMs
  /** An hour that nobody has taken yet. */
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
  const running = async () => {
    const { id } = await makeSpace(service, admin, ids)
    const now = service.clock.now()
    const times = { startsAt: toInstant(now), endsAt: toInstant(now + hourMs) }
    return makeBooking(service, admin, { spaceId: id, userId: member.id, ...times })
  }
  const pathOf = ({ id }: Created, step = '') => ({ path: `${root}/bookings/${id}${step}` })
  return {
    quote: async () => ({
      path: `${root}/quotes`,
      body: { spaceId: space.id, ...nextHour(), userId: member.id, movingBookingId: (await ahead()).id },
    }),
    book: () => ({
      path: `${root}/bookings`,
      body: {
        spaceId: space.id,
        ...nextHour(),
        title: 'Stand-up',
        userId: member.id,
        expectedTotal: 60_000,
      },
    }),
    listBookings: () => ({ path: `${root}/bookings` }),
    getBooking: async () => pathOf(await ahead()),
    moveBooking: async () => ({
      ...pathOf(await ahead()),
      body: { spaceId: space.id, ...nextHour(), title: 'Retro', expectedTotal: 60_000 },
    }),
    cancelBooking: async () => ({
      ...pathOf(await ahead(), '/cancel'),
      body: { reason: 'Ill', refundPercent: 50 },
    }),
    approveBooking: async () => pathOf(await pending(), '/approve'),
    rejectBooking: async () => pathOf(await pending(), '/reject'),
    noShowBooking: async () => pathOf(await running(), '/no-show'),
    checkInBooking: async () => pathOf(await running(), '/check-in'),
    completeBooking: async () => {
      const booking = await running()
      await takeStep(service, member, 'check-in', booking.id)
      return pathOf(booking, '/complete')
    },
    deleteBooking: async () => {
      const booking = await ahead()
      await takeStep(service, member, 'cancel', booking.id)
      return pathOf(booking)
    },
  }
}

const walletSamples = ({ member }: Fixture): Samples => ({
  getMyWallet: () => ({ path: `${root}/me/wallet` }),
  listMyEntries: () => ({ path: `${root}/me/wallet/entries?include=booking` }),
  getWallet: () => ({ path: `${root}/users/${member.id}/wallet` }),
  listEntries: () => ({ path: `${root}/users/${member.id}/wallet/entries` }),
  addEntry: () => ({
    path: `${root}/users/${member.id}/wallet/entries`,
    body: { amount: 100, currency: 'RUB', kind: 'top_up', channel: 'cash', memo: 'Cash' },
  }),
})

function sessionSamples({ service, admin }: Fixture): Samples {
  const signUp = async () => {
    const body = { email: `${randomUUID()}@example.com`, password, firstName: 'Anna', lastName: 'Ivanova' }
    return (await service.request('POST', `${root}/auth/register`, { body })).body
  }
  /** The token of the mail that goes out for `purpose`. Mails about several subjects are sent at once: none is the last one. */
  const mailedToken = async (purpose: 'reset' | 'verify') => {
    const { user } = await signUp()
    const reset = { body: { email: user.email } }
    if (purpose === 'reset') await service.request('POST', `${root}/auth/password-reset`, reset)
    const page = purpose === 'reset' ? '/reset-password#' : '/verify-email#'
    return tokenIn((await service.mailsTo(user.email)).find(({ text }) => text.includes(page)))
  }
  return {
    refresh: async () => ({
      path: `${root}/auth/refresh`,
      body: { refreshToken: (await signUp()).refreshToken },
    }),
    logout: async () => ({
      path: `${root}/auth/logout`,
      body: { refreshToken: (await signUp()).refreshToken },
    }),
    requestPasswordReset: () => ({ path: `${root}/auth/password-reset`, body: { email: admin.email } }),
    confirmPasswordReset: async () => ({
      path: `${root}/auth/password-reset/confirm`,
      body: { token: await mailedToken('reset'), password },
    }),
    verifyEmail: async () => ({
      path: `${root}/auth/verify-email`,
      body: { token: await mailedToken('verify') },
    }),
    sendVerificationAgain: () => ({ path: `${root}/me/verify-email` }),
    changePassword: () => ({
      path: `${root}/me/password`,
      body: { currentPassword: password, newPassword: password },
    }),
    listSessions: () => ({ path: `${root}/me/sessions` }),
    endSession: async () => {
      const body = { email: admin.email, password }
      await service.request('POST', `${root}/auth/login`, { body })
      const list = await service.request('GET', `${root}/me/sessions?limit=1000`, { token: admin.token })
      const other = list.body.items.find((session: { current: boolean }) => !session.current)
      return { path: `${root}/me/sessions/${other.id}` }
    },
  }
}

function staffSamples({ service, location }: Fixture): Samples {
  const pathOf = async () => ({ path: `${root}/users/${(await makePerson(service)).id}` })
  return {
    listUsers: () => ({ path: `${root}/users` }),
    getUser: pathOf,
    updateUser: async () => ({
      ...(await pathOf()),
      body: {
        firstName: 'Olga',
        lastName: 'Petrova',
        role: 'manager',
        confirmUnverified: true,
        blocked: false,
        locationIds: [location.id],
      },
    }),
    deleteUser: pathOf,
    listAuditEvents: () => ({ path: `${root}/audit` }),
    getOccupancyReport: () => ({ path: `${root}/reports/occupancy?${days}` }),
    getRevenueReport: () => ({ path: `${root}/reports/revenue?${days}` }),
  }
}

function reviewSamples({ service, admin, member, ids }: Fixture): Samples {
  const text = 'Quiet and bright'
  /** A space in which this person has completed a booking. */
  const used = async (person: Person) => {
    const { id } = await makeSpace(service, admin, ids)
    const now = service.clock.now()
    const times = { startsAt: toInstant(now), endsAt: toInstant(now + hourMs) }
    const booking = await makeBooking(service, admin, { spaceId: id, userId: person.id, ...times })
    await takeStep(service, admin, 'check-in', booking.id)
    await takeStep(service, admin, 'complete', booking.id)
    return `${root}/spaces/${id}/reviews`
  }
  const written = async (person: Person) => {
    const { body } = await service.request('POST', await used(person), {
      token: person.token,
      body: { rating: 4, text },
    })
    return `${root}/reviews/${body.id}`
  }
  return {
    listSpaceReviews: async () => ({ path: await used(member) }),
    writeReview: async () => ({ path: await used(admin), body: { rating: 4, text } }),
    listReviews: () => ({ path: `${root}/reviews` }),
    editReview: async () => ({ path: await written(admin), body: { rating: 5, text } }),
    deleteReview: async () => ({ path: await written(admin) }),
    approveReview: async () => ({ path: `${await written(member)}/approve` }),
    rejectReview: async () => ({ path: `${await written(member)}/reject` }),
  }
}
