import { common } from './en/common.ts'
import { find } from './en/find.ts'
import { sessions } from './en/sessions.ts'

export const en = {
  common,
  find,
  sessions,
}
