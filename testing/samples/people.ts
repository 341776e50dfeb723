import { randomUUID } from 'node:crypto'
import { makePerson, password } from '../factories.ts'
import { tokenIn } from '../sessions.ts'
import { days, type Fixture, root, type Samples } from './sample.ts'

export const peopleSamples = ({ member }: Fixture): Samples => ({
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
    body: { firstName: 'Olga', lastName: 'Petrova', phone: '+79211234567', locale: 'en' },
  }),
})

export function sessionSamples({ service, admin }: Fixture): Samples {
  const signUp = async () => {
    const body = { email: `${randomUUID()}@example.com`, password, firstName: 'Anna', lastName: 'Ivanova' }
    return (await service.request('POST', `${root}/auth/register`, { body })).body
  }
  /** The token in the mail with this `purpose`. Mails of several purposes are sent at once, so the last mail may be another one. */
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

export function staffSamples({ service, location, admin }: Fixture): Samples {
  /** A person without a password, of whom every field may be changed. */
  const visitor = async () => {
    const body = { firstName: 'Anna', lastName: 'Ivanova', email: `${randomUUID()}@example.com` }
    return (await service.request('POST', `${root}/users`, { token: admin.token, body })).body
  }
  const pathOf = async () => ({ path: `${root}/users/${(await makePerson(service)).id}` })
  return {
    listUsers: () => ({ path: `${root}/users` }),
    getUser: pathOf,
    createUser: () => ({
      path: `${root}/users`,
      body: {
        firstName: 'Olga',
        lastName: 'Petrova',
        email: `${randomUUID()}@example.com`,
        phone: '+79211234567',
        locale: 'ru',
      },
    }),
    updateUser: async () => ({
      path: `${root}/users/${(await visitor()).id}`,
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
      path: `${root}/users/${(await visitor()).id}/merge`,
      body: { into: (await visitor()).id },
    }),
    deleteUser: pathOf,
    listAuditEvents: () => ({ path: `${root}/audit` }),
    getOccupancyReport: () => ({ path: `${root}/reports/occupancy?${days}` }),
    getRevenueReport: () => ({ path: `${root}/reports/revenue?${days}` }),
    getMoneyReport: () => ({ path: `${root}/reports/money?${days}` }),
  }
}

export function shiftSamples({ service, location, admin }: Fixture): Samples {
  /** A shift of a new manager, because a person has one open shift at a time. */
  const open = async () => {
    const { token } = await makePerson(service, 'manager', [location.id])
    const path = `${root}/locations/${location.id}/shifts`
    return (await service.request('POST', path, { token, body: { float: 100 } })).body.id
  }
  return {
    listShifts: () => ({ path: `${root}/locations/${location.id}/shifts` }),
    openShift: async () => {
      const path = `${root}/locations/${location.id}/shifts`
      const query = `?isOpen=true&userId=${admin.id}`
      const { items } = (await service.request('GET', `${path}${query}`, { token: admin.token })).body
      for (const { id } of items) {
        const close = { token: admin.token, body: { counted: 0 } }
        await service.request('POST', `${root}/shifts/${id}/close`, close)
      }
      return { path, body: { float: 100 } }
    },
    getShift: async () => ({ path: `${root}/shifts/${await open()}` }),
    listShiftEntries: async () => ({ path: `${root}/shifts/${await open()}/entries` }),
    closeShift: async () => ({ path: `${root}/shifts/${await open()}/close`, body: { counted: 90 } }),
  }
}

export const walletSamples = ({ member, location }: Fixture): Samples => ({
  getMyWallet: () => ({ path: `${root}/me/wallet` }),
  listMyEntries: () => ({ path: `${root}/me/wallet/entries?include=booking` }),
  getWallet: () => ({ path: `${root}/users/${member.id}/wallet` }),
  listEntries: () => ({ path: `${root}/users/${member.id}/wallet/entries` }),
  addEntry: () => ({
    path: `${root}/users/${member.id}/wallet/entries`,
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
