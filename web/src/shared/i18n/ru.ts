import { common } from './ru/common.ts'
import { find } from './ru/find.ts'
import { sessions } from './ru/sessions.ts'

export const ru = {
  common,
  find,
  sessions,
}
