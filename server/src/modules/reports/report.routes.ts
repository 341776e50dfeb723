import type { FastifyContextConfig, FastifyRequest } from 'fastify'
import Type, { type TSchema } from 'typebox'
import type { Deps } from '../../deps.ts'
import type { App } from '../../http/app.ts'
import { queueKeyOf } from '../../http/queue-key.ts'
import { invalidInterval, notFound } from '../../shared/problems.ts'
import { reportCsv } from './report.csv.ts'
import { groupColumns } from './report.groups.ts'
import { moneyReport } from './report.money.ts'
import { occupancyReport } from './report.occupancy.ts'
import { revenueReport } from './report.revenue.ts'
import {
  MoneyQuery,
  MoneyReport,
  OccupancyQuery,
  OccupancyReport,
  RevenueQuery,
  RevenueReport,
} from './report.schema.ts'

const tags = ['reports']
const csv = 'text/csv; charset=utf-8'
const config: FastifyContextConfig = { access: 'manager', etag: true, problems: [invalidInterval, notFound] }

const schemaOf = (report: TSchema) => ({
  tags,
  response: {
    200: {
      description: 'Rows sorted by their group; the CSV has the columns of this `groupBy` only',
      content: { 'application/json': { schema: report }, 'text/csv': { schema: Type.String() } },
    },
  },
})

export const reportRoutes = (deps: Deps) => async (app: App) => {
  const { clock } = deps
  const read = <T>(request: FastifyRequest, work: (db: Deps['db']) => Promise<T>) =>
    deps.reportQueue(queueKeyOf(request), () => deps.replica.read(work))
  app.get(
    '/reports/occupancy',
    {
      schema: {
        ...schemaOf(OccupancyReport),
        operationId: 'getOccupancyReport',
        querystring: OccupancyQuery,
      },
      config,
    },
    async (request, reply) => {
      const { format, groupBy } = request.query
      const report = await read(request, (db) =>
        occupancyReport({ db, clock }, request.call.actor, request.query),
      )
      if (format === 'json') return report
      const figures = ['openMinutes', 'occupiedMinutes', 'rate', 'bookings', 'noShows'] as const
      return reply.type(csv).send(reportCsv([...groupColumns[groupBy], ...figures], report.items))
    },
  )
  app.get(
    '/reports/revenue',
    {
      schema: { ...schemaOf(RevenueReport), operationId: 'getRevenueReport', querystring: RevenueQuery },
      config,
    },
    async (request, reply) => {
      const { format, groupBy } = request.query
      const report = await read(request, (db) => revenueReport({ db }, request.call.actor, request.query))
      if (format === 'json') return report
      const figures = ['currency', 'charges', 'refunds', 'revenue'] as const
      return reply.type(csv).send(reportCsv([...groupColumns[groupBy], ...figures], report.items))
    },
  )
  app.get(
    '/reports/money',
    {
      schema: { ...schemaOf(MoneyReport), operationId: 'getMoneyReport', querystring: MoneyQuery },
      config,
    },
    async (request, reply) => {
      const { format, groupBy } = request.query
      const report = await read(request, (db) => moneyReport({ db }, request.call.actor, request.query))
      if (format === 'json') return report
      const group = groupBy === 'day' ? (['date', 'channel'] as const) : (['channel'] as const)
      const figures = ['currency', 'topUps', 'payouts', 'net'] as const
      return reply.type(csv).send(reportCsv([...group, ...figures], report.items))
    },
  )
}
