import { randomUUID } from 'node:crypto'
import { makePerson, password } from '../factories.ts'
import { tokenIn } from '../sessions.ts'
import { apiPath, type Fixture, reportQuery, type Samples } from './sample.ts'

export const peopleSamples = ({ member }: Fixture): Samples => ({
  register: () => ({
    path: `${apiPath}/auth/register`,
    body: {
      email: `${randomUUID()}@example.com`,
      password,
      firstName: 'Anna',
      lastName: 'Ivanova',
      locale: 'ru',
      session: 'cookie',
    },
  }),
  login: () => ({
    path: `${apiPath}/auth/login`,
    body: { email: member.email, password, session: 'cookie' },
  }),
  exportMe: () => ({ path: `${apiPath}/me/export` }),
  getMe: () => ({ path: `${apiPath}/me` }),
  updateMe: () => ({
    path: `${apiPath}/me`,
    body: { firstName: 'Olga', lastName: 'Petrova', phone: '+79211234567', locale: 'en' },
  }),
})

export function sessionSamples({ service, admin }: Fixture): Samples {
  const signUp = async () => {
    const body = { email: `${randomUUID()}@example.com`, password, firstName: 'Anna', lastName: 'Ivanova' }
    return (await service.request('POST', `${apiPath}/auth/register`, { body })).body
  }
  /** The token in the mail with this `purpose`. Mails of several purposes are sent at once, so the last mail may be another one. */
  const mailedToken = async (purpose: 'reset' | 'verify') => {
    const { user } = await signUp()
    const reset = { body: { email: user.email } }
    if (purpose === 'reset') await service.request('POST', `${apiPath}/auth/password-reset`, reset)
    const page = purpose === 'reset' ? '/reset-password#' : '/verify-email#'
    return tokenIn((await service.mailsTo(user.email)).find(({ text }) => text.includes(page)))
  }
  return {
    refresh: async () => ({
      path: `${apiPath}/auth/refresh`,
      body: { refreshToken: (await signUp()).refreshToken },
    }),
    logout: async () => ({
      path: `${apiPath}/auth/logout`,
      body: { refreshToken: (await signUp()).refreshToken },
    }),
    requestPasswordReset: () => ({ path: `${apiPath}/auth/password-reset`, body: { email: admin.email } }),
    confirmPasswordReset: async () => ({
      path: `${apiPath}/auth/password-reset/confirm`,
      body: { token: await mailedToken('reset'), password },
    }),
    verifyEmail: async () => ({
      path: `${apiPath}/auth/verify-email`,
      body: { token: await mailedToken('verify') },
    }),
    sendVerificationAgain: () => ({ path: `${apiPath}/me/verify-email` }),
    changePassword: () => ({
      path: `${apiPath}/me/password`,
      body: { currentPassword: password, newPassword: password },
    }),
    listSessions: () => ({ path: `${apiPath}/me/sessions` }),
    endSession: async () => {
      const body = { email: admin.email, password }
      await service.request('POST', `${apiPath}/auth/login`, { body })
      const list = await service.request('GET', `${apiPath}/me/sessions?limit=1000`, { token: admin.token })
      const other = list.body.items.find((session: { current: boolean }) => !session.current)
      return { path: `${apiPath}/me/sessions/${other.id}` }
    },
  }
}

export function staffSamples({ service, location, admin }: Fixture): Samples {
  /** A person without a password, of whom every field may be changed. */
  const visitor = async () => {
    const body = { firstName: 'Anna', lastName: 'Ivanova', email: `${randomUUID()}@example.com` }
    return (await service.request('POST', `${apiPath}/users`, { token: admin.token, body })).body
  }
  const pathOf = async () => ({ path: `${apiPath}/users/${(await makePerson(service)).id}` })
  return {
    listUsers: () => ({ path: `${apiPath}/users` }),
    getUser: pathOf,
    createUser: () => ({
      path: `${apiPath}/users`,
      body: {
        firstName: 'Olga',
        lastName: 'Petrova',
        email: `${randomUUID()}@example.com`,
        phone: '+79211234567',
        locale: 'ru',
      },
    }),
    updateUser: async () => ({
      path: `${apiPath}/users/${(await visitor()).id}`,
      body: {
        firstName: 'Olga',
        lastName: 'Petrova',
        phone: '+79211234567',
        email: `${randomUUID()}@example.com`,
        note: 'Likes the window',
        tags: ['regular'],
        role: 'manager',
        confirmUnverified: true,
        blocked: false,
        locationIds: [location.id],
      },
    }),
    mergeUser: async () => ({
      path: `${apiPath}/users/${(await visitor()).id}/merge`,
      body: { into: (await visitor()).id },
    }),
    deleteUser: pathOf,
    listAuditEvents: () => ({ path: `${apiPath}/audit` }),
    getOccupancyReport: () => ({ path: `${apiPath}/reports/occupancy?${reportQuery}` }),
    getRevenueReport: () => ({ path: `${apiPath}/reports/revenue?${reportQuery}` }),
    getMoneyReport: () => ({ path: `${apiPath}/reports/money?${reportQuery}` }),
  }
}

export function shiftSamples({ service, location, admin }: Fixture): Samples {
  /** A shift of a new manager, because a person has one open shift at a time. */
  const open = async () => {
    const { token } = await makePerson(service, 'manager', [location.id])
    const path = `${apiPath}/locations/${location.id}/shifts`
    return (await service.request('POST', path, { token, body: { float: 100 } })).body.id
  }
  return {
    listShifts: () => ({ path: `${apiPath}/locations/${location.id}/shifts` }),
    openShift: async () => {
      const path = `${apiPath}/locations/${location.id}/shifts`
      const query = `?isOpen=true&userId=${admin.id}`
      const { items } = (await service.request('GET', `${path}${query}`, { token: admin.token })).body
      for (const { id } of items) {
        const close = { token: admin.token, body: { counted: 0 } }
        await service.request('POST', `${apiPath}/shifts/${id}/close`, close)
      }
      return { path, body: { float: 100 } }
    },
    getShift: async () => ({ path: `${apiPath}/shifts/${await open()}` }),
    listShiftEntries: async () => ({ path: `${apiPath}/shifts/${await open()}/entries` }),
    closeShift: async () => ({ path: `${apiPath}/shifts/${await open()}/close`, body: { counted: 90 } }),
  }
}

export const walletSamples = ({ member, location }: Fixture): Samples => ({
  getMyWallet: () => ({ path: `${apiPath}/me/wallet` }),
  listMyEntries: () => ({ path: `${apiPath}/me/wallet/entries?include=booking` }),
  getWallet: () => ({ path: `${apiPath}/users/${member.id}/wallet` }),
  listEntries: () => ({ path: `${apiPath}/users/${member.id}/wallet/entries` }),
  addEntry: () => ({
    path: `${apiPath}/users/${member.id}/wallet/entries`,
    body: {
      amount: 100,
      currency: 'RUB',
      kind: 'top_up',
      channel: 'cash',
      locationId: location.id,
      memo: 'Cash',
    },
  }),
})
