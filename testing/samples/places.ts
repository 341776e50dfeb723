import { randomUUID } from 'node:crypto'
import { makeLocation, makeSpace, makeTariff } from '../factories.ts'
import { type Fixture, root, type Samples, window } from './sample.ts'

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
      return {
        path: `${root}/locations/${id}/closures`,
        body: { ...closure, spaceId: space.id, cancelBookingIds: [randomUUID()] },
      }
    },
    deleteClosure: async () => {
      const path = `${root}/locations/${(await spare()).id}/closures`
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
