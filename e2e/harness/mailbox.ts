import { inject } from 'vitest'
import { isTo, readMails } from '../../testing/mails/mailbox.ts'
import { until } from '../../testing/processes/until.ts'

/** The text of the first mail to this address that matches, once it is there. */
export async function mailTo(address: string, pattern: RegExp): Promise<string> {
  const folder = inject('mails')
  const find = async () => {
    const mails = (await readMails(folder)).filter((mail) => isTo(mail, address))
    return mails.find(({ text = '' }) => pattern.test(text)) ?? null
  }
  return (await until(`a mail to ${address}`, find, { pauseMs: 50 })).text ?? ''
}
