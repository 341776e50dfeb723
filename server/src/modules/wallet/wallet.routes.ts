import type { Deps } from '../../deps.ts'
import { ofBody } from '../../http/access.ts'
import type { App } from '../../http/app.ts'
import { IdParams, Page } from '../../http/schema.ts'
import { shiftRequired } from '../shifts/shift.problems.ts'
import { addEntry, assertValidEntry } from './wallet.entry.ts'
import { insufficientFunds } from './wallet.problems.ts'
import { Entry, EntryQuery, ListedEntry, NewEntry, Wallet } from './wallet.schema.ts'
import { getWallet, listEntries } from './wallet.service.ts'

const tags = ['wallet']
const params = IdParams
const querystring = EntryQuery

export const walletRoutes = (deps: Deps) => async (app: App) => {
  app.get(
    '/me/wallet',
    { schema: { operationId: 'getMyWallet', tags, response: { 200: Wallet } }, config: { access: 'member' } },
    ({ call }) => getWallet(deps.db, call.actor, call.actor.id),
  )
  app.get(
    '/me/wallet/entries',
    {
      schema: { operationId: 'listMyEntries', tags, querystring, response: { 200: Page(ListedEntry) } },
      config: { access: 'member', etag: true },
    },
    ({ call, query }) => listEntries(deps.db, call.actor, call.actor.id, query),
  )
  app.get(
    '/users/:id/wallet',
    {
      schema: { operationId: 'getWallet', tags, params, response: { 200: Wallet } },
      config: { access: 'manager' },
    },
    ({ call, params }) => getWallet(deps.db, call.actor, params.id),
  )
  app.get(
    '/users/:id/wallet/entries',
    {
      schema: { operationId: 'listEntries', tags, params, querystring, response: { 200: Page(ListedEntry) } },
      config: { access: 'manager', etag: true },
    },
    ({ call, params, query }) => listEntries(deps.db, call.actor, params.id, query),
  )
  app.post(
    '/users/:id/wallet/entries',
    {
      schema: { operationId: 'addEntry', tags, params, body: NewEntry, response: { 201: Entry } },
      config: {
        access: 'manager',
        problems: [insufficientFunds, shiftRequired],
        checkInput: ofBody(assertValidEntry),
      },
    },
    async (request, reply) => {
      const entry = await addEntry(deps, request.call, request.params.id, request.body)
      return reply.code(201).send(entry)
    },
  )
}
