import { inject } from 'vitest'
import { isTo, readMails } from '../../testing/mails/mail-server.ts'
import { until } from '../../testing/processes/until.ts'

/** Waits for the first mail to this address that matches, and returns its text. */
export async function mailTo(address: string, pattern: RegExp): Promise<string> {
  const folder = inject('mails')
  const find = async () => {
    const mails = (await readMails(folder)).filter((mail) => isTo(mail, address))
    return mails.find(({ text = '' }) => pattern.test(text)) ?? null
  }
  return (await until(`a mail to ${address}`, find, { pauseMs: 50 })).text ?? ''
}
