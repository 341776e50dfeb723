import { create, send } from '../../testing/coworking.ts'
import type { Report } from '../../testing/figures.ts'
import { type ExpectedMailbox, findMailFaults } from '../../testing/mails/mail-faults.ts'
import { startMailServer } from '../../testing/mails/mail-server.ts'
import type { Client } from '../../testing/processes/http-client.ts'
import { interval, makeMembersFixture, type Person } from '../../testing/processes/members-fixture.ts'
import type { RestartableService } from '../../testing/processes/service-process.ts'
import { until } from '../../testing/processes/until.ts'
import type { Booking } from '../src/modules/bookings/booking.schema.ts'
import { findViolations } from './books.ts'
import { withFreshService } from './fresh-service.ts'

const timeoutMs = 15 * 60_000

// When a sender is killed, the mail server may have received up to ten mails that the database does not list as sent. They are among the
// last 20 mails that arrived before the kill, because other mails may have arrived between them.
const maxLastMails = 20

/**
 * All members book at once, while the mail server refuses each mail at the first try. A third of the members cancels immediately, a third
 * after the service was killed while it was sending mails, and a third keeps the bookings. Then each mailbox is checked;
 * `mail-faults.ts` says which mails it must contain.
 */
export async function checkMails({ members }: { members: number }): Promise<Report> {
  const mailServer = await startMailServer({ refusesFirst: true })
  const settings = { SMTP_URL: mailServer.url }
  const scenario = async (service: RestartableService, client: Client): Promise<Report> => {
    const startedAt = performance.now()
    const fixture = await makeMembersFixture(client, { spaces: 1, members })
    const spaceId = fixture.spaceIds[0] as string
    const ids = await Promise.all(
      fixture.members.map((member, index) => bookAndCancel(client, member, spaceId, index)),
    )
    // The service is killed while it sends most mails a second time.
    await until('half of the mails', () => mailServer.received.length > members / 2, { timeoutMs: 240_000 })
    await service.kill()
    const before = mailServer.received.length
    await service.start()
    await Promise.all(
      fixture.members.map((member, index) =>
        index % 3 === 1 ? cancel(client, member, ids[index] ?? '') : null,
      ),
    )
    const expected = await Promise.all(fixture.members.map((member) => readExpectedMailbox(client, member)))
    await until('the sending of all mails', async () => (await countWaitingMails(service)) === 0, {
      timeoutMs,
      pauseMs: 1_000,
    })
    const sentTwice = new Set<string>()
    const broken = findMailFaults(expected, mailServer.received, ([first]) => {
      const position = mailServer.received.findIndex(({ mail }) => mail.messageId === first?.id)
      if (first) sentTwice.add(first.id)
      return position < before && position >= before - maxLastMails
    })
    const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1)
    const figures = {
      members,
      bookings: expected.length,
      cancelled: expected.filter(({ isCancelled }) => isCancelled).length,
      mails: mailServer.received.length,
      'twice, around the kill': sentTwice.size,
      minutes,
    }
    return { figures: [figures], broken: [...broken, ...(await findViolations(service.dataDir))] }
  }
  try {
    return await withFreshService(64, scenario, settings)
  } finally {
    await mailServer.close()
  }
}

async function bookAndCancel(client: Client, member: Person, spaceId: string, index: number) {
  const body = { spaceId, ...interval(index * 60, 60) }
  const { id } = await create<Booking>(client, await member.token(), 'bookings', body)
  if (index % 3 === 0) await cancel(client, member, id)
  return id
}

async function cancel(client: Client, member: Person, id: string): Promise<void> {
  await send(client, 'POST', `bookings/${id}/cancel`, { token: await member.token(), body: {} })
}

/** Reads the email of a member and the state of the member's booking. */
async function readExpectedMailbox(client: Client, member: Person): Promise<ExpectedMailbox> {
  const token = await member.token()
  const { items } = await send<{ items: Booking[] }>(client, 'GET', 'bookings', { token })
  const { email } = await send<{ email: string }>(client, 'GET', 'me', { token })
  const [booking] = items
  if (!booking) throw new Error(`${email} has no booking`)
  return { email, bookingId: booking.id, isCancelled: booking.status === 'cancelled' }
}

async function countWaitingMails(service: RestartableService): Promise<number> {
  const text = await (await fetch(`${service.url()}/metrics`)).text()
  return Number(/^mails_waiting (\d+)/m.exec(text)?.[1] ?? Number.NaN)
}
