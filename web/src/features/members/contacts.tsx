type Props = { email: string | null; phone: string | null }

const link = 'rounded wrap-anywhere text-brand-strong underline underline-offset-4'

/** Links that call a person and write to the person, as far as staff know how. */
export const Contacts = ({ email, phone }: Props) => (
  <>
    {phone && (
      <a href={`tel:${phone}`} className={link}>
        {phone}
      </a>
    )}
    {email && (
      <a href={`mailto:${email}`} className={link}>
        {email}
      </a>
    )}
  </>
)
