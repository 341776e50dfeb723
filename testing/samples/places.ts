import { randomUUID } from 'node:crypto'
import { makeLocation, makeSpace, makeTariff } from '../factories.ts'
import { apiPath, type Fixture, hourQuery, type Samples } from './sample.ts'

export function locationSamples({ service, admin, location, tariff }: Fixture): Samples {
  const body = {
    name: 'Loft',
    address: 'Pokrovka 1',
    description: 'Two floors',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    isActive: true,
    requiresShift: false,
    taxRate: 2_000,
    accessNote: 'Ring twice',
  }
  const spare = () => makeLocation(service, admin)
  const closure = { from: '2026-12-24T10:00:00Z', to: '2026-12-24T12:00:00Z', reason: 'Party' }
  return {
    listLocations: () => ({ path: `${apiPath}/locations` }),
    createLocation: () => ({ path: `${apiPath}/locations`, body }),
    getLocation: () => ({ path: `${apiPath}/locations/${location.id}` }),
    updateLocation: async () => ({ path: `${apiPath}/locations/${(await spare()).id}`, body }),
    deleteLocation: async () => ({ path: `${apiPath}/locations/${(await spare()).id}` }),
    getOpeningHours: () => ({ path: `${apiPath}/locations/${location.id}/opening-hours` }),
    setOpeningHours: async () => ({
      path: `${apiPath}/locations/${(await spare()).id}/opening-hours`,
      body: { weekly: [{ weekday: 1, opens: '09:00', closes: '18:00' }] },
    }),
    listClosures: () => ({ path: `${apiPath}/locations/${location.id}/closures` }),
    createClosure: async () => {
      const { id } = await spare()
      const space = await makeSpace(service, admin, { locationId: id, tariffId: tariff.id })
      return {
        path: `${apiPath}/locations/${id}/closures`,
        body: { ...closure, spaceId: space.id, cancelBookingIds: [randomUUID()] },
      }
    },
    deleteClosure: async () => {
      const path = `${apiPath}/locations/${(await spare()).id}/closures`
      const { body } = await service.request('POST', path, { token: admin.token, body: closure })
      return { path: `${path}/${body.id}` }
    },
  }
}

export function catalogueSamples({ service, admin, location, space, tariff, ids }: Fixture): Samples {
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
    accessNote: 'The key is at the desk',
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
    listTariffs: () => ({ path: `${apiPath}/tariffs` }),
    createTariff: () => ({ path: `${apiPath}/tariffs`, body: tariffBody }),
    getTariff: () => ({ path: `${apiPath}/tariffs/${tariff.id}` }),
    updateTariff: async () => ({ path: `${apiPath}/tariffs/${(await spareTariff()).id}`, body: tariffBody }),
    deleteTariff: async () => ({ path: `${apiPath}/tariffs/${(await spareTariff()).id}` }),
    listSpaces: () => ({ path: `${apiPath}/spaces` }),
    createSpace: () => ({ path: `${apiPath}/spaces`, body: { locationId, ...spaceBody } }),
    getSpace: () => ({ path: `${apiPath}/spaces/${space.id}` }),
    updateSpace: async () => ({ path: `${apiPath}/spaces/${(await spareSpace()).id}`, body: spaceBody }),
    deleteSpace: async () => ({ path: `${apiPath}/spaces/${(await spareSpace()).id}` }),
    getSpaceAvailability: () => ({ path: `${apiPath}/spaces/${space.id}/availability?${hourQuery}` }),
    listLocationAvailability: () => ({
      path: `${apiPath}/locations/${location.id}/availability?${hourQuery}`,
    }),
    listAvailability: () => ({ path: `${apiPath}/availability?${hourQuery}` }),
    previewQuote: () => ({
      path: `${apiPath}/quotes/preview`,
      body: {
        locationId: location.id,
        tariff: tariffBody,
        startsAt: '2026-12-02T07:00:00Z',
        endsAt: '2026-12-02T08:00:00Z',
      },
    }),
  }
}
