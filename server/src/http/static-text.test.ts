import { syncBuiltinESMExports } from 'node:module'
import zlib from 'node:zlib'
import fastify from 'fastify'
import { expect, it, vi } from 'vitest'
import { staticText } from './static-text.ts'

it('a text whose compression fails once is compressed at the next request', async () => {
  const app = fastify()
  app.get(
    '/',
    staticText('text/plain', () => 'a text'),
  )
  const request = () => app.inject({ url: '/', headers: { 'accept-encoding': 'gzip' } })
  const failing = vi.spyOn(zlib, 'gzip').mockImplementation(() => {
    throw new Error('no memory')
  })
  syncBuiltinESMExports()
  const failed = await request()
  failing.mockRestore()
  syncBuiltinESMExports()
  expect(failed.statusCode).toBe(500)
  expect(await request()).toMatchObject({ statusCode: 200, headers: { 'content-encoding': 'gzip' } })
  await app.close()
})
