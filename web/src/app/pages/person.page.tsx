import { Link, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { fullName } from '../../../../server/src/shared/person-name.ts'
import { Contacts } from '../../features/members/contacts.tsx'
import { DetailsButton } from '../../features/members/details.tsx'
import { mayServe } from '../../features/members/may-serve.ts'
import { Merge } from '../../features/members/merge.tsx'
import { Note } from '../../features/members/note.tsx'
import { PersonBookings } from '../../features/members/person-bookings.tsx'
import { usePerson } from '../../features/members/person-query.ts'
import { PersonWallet } from '../../features/members/person-wallet.tsx'
import { Rights } from '../../features/members/rights.tsx'
import { PersonPayments } from '../../features/payments/person-payments.tsx'
import { useManagedLocations } from '../../shared/api/managed-locations.ts'
import { isGone } from '../../shared/api/problem.ts'
import { useUser } from '../../shared/api/session.ts'
import type { Location } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { buttonClass } from '../../shared/ui/button.tsx'
import { Badge } from '../../shared/ui/card.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { BookForMemberButton } from './book-for-member-button.tsx'
import { type StaffDialogState, StaffDialogs } from './staff-dialogs.tsx'

/** All data of one user: money, bookings, rights. */
export function PersonPage() {
  const { t } = useTranslation('members')
  const { id } = useParams({ from: '/staff/members/$id' })
  const me = useUser()
  const person = usePerson(id)
  // The money of a merged account is on the balance of the account that survives.
  const walletOwner = usePerson(person.data?.mergedInto ?? id)
  const managed = useManagedLocations()
  const locations = managed.data ?? []
  const [open, setOpen] = useState<StaffDialogState | null>(null)
  const [location, setLocation] = useState<Location | null>(null)
  const name = person.data ? fullName(person.data) : t('person')
  return (
    <Page
      title={name}
      width="wide"
      aside={
        <Link to="/staff/members" className={buttonClass({ look: 'quiet', size: 'small' })}>
          <ArrowLeft aria-hidden />
          {t('back')}
        </Link>
      }
    >
      {me?.role === 'manager' && isGone(person.error) && <p>{t('onlyMembers')}</p>}
      <Loaded query={person}>
        {(loaded) => (
          <>
            <div className="-mt-3 flex flex-wrap items-center gap-2">
              <Contacts {...loaded} />
              <Badge tone={loaded.role === 'member' ? 'plain' : 'accent'}>{t(`roles.${loaded.role}`)}</Badge>
              {loaded.email && !loaded.emailVerified && <Badge tone="warn">{t('unverified')}</Badge>}
              {loaded.blocked && <Badge tone="bad">{t('blocked')}</Badge>}
              <DetailsButton key={id} person={loaded} />
            </div>
            {loaded.mergedInto ? (
              <p>
                {t('merge.closed')}{' '}
                <Link
                  to="/staff/members/$id"
                  params={{ id: loaded.mergedInto }}
                  className="rounded text-brand-strong underline underline-offset-4"
                >
                  {t('merge.openOther')}
                </Link>
              </p>
            ) : (
              !loaded.blocked && mayServe(me, loaded) && <BookForMemberButton key={id} person={loaded} />
            )}
            <div className="grid items-start gap-6 lg:grid-cols-2">
              <PersonBookings
                id={id}
                locations={managed}
                onOpen={(booking, at) => {
                  setLocation(at)
                  setOpen({ dialog: 'booking', booking })
                }}
              />
              <div className="grid min-w-0 gap-6">
                <Note person={loaded} />
                <PersonWallet person={loaded} locations={locations} />
                <PersonPayments person={loaded} walletOwner={walletOwner.data} />
                {me?.role === 'admin' && !loaded.mergedInto && (
                  <>
                    {loaded.role === 'member' && !loaded.blocked && <Merge key={id} person={loaded} />}
                    <Rights id={id} locations={locations} />
                  </>
                )}
              </div>
            </div>
          </>
        )}
      </Loaded>
      {open && location && <StaffDialogs {...{ open, location, setOpen }} close={() => setOpen(null)} />}
    </Page>
  )
}
