import { mailtoOf } from '../../shared/format/mailto.ts'
import { phoneText } from '../../shared/format/phone.ts'

type Props = { email: string | null; phone: string | null }

const link = 'tap rounded wrap-anywhere text-brand-strong underline underline-offset-4'

/** Links to call and to write to a person, by the telephone number and the email that there are. */
export const Contacts = ({ email, phone }: Props) => (
  <>
    {phone && (
      <a href={`tel:${phone}`} className={link}>
        {phoneText(phone)}
      </a>
    )}
    {email && (
      <a href={mailtoOf(email)} className={link}>
        {email}
      </a>
    )}
  </>
)
