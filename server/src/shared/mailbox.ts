/** Name and address of `MAIL_FROM`: `Loft <office@example.com>`, or the address alone, whose name is empty. Pure. */
export function mailboxOf(sender: string): { name: string; address: string } {
  const [, name = '', address = sender.trim()] = /^\s*(.*?)\s*<([^<>]+)>\s*$/.exec(sender) ?? []
  return { name: name.replaceAll('"', ''), address }
}
