import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { fullName } from '../../../../server/src/shared/person-name.ts'
import { useAction } from '../../shared/api/action.ts'
import { anyVersion, api, unwrap } from '../../shared/api/client.ts'
import type { BookingStatus, ListedUser } from '../../shared/api/types.ts'
import { phoneText } from '../../shared/format/phone.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { ConfirmDialog } from '../../shared/ui/confirm-dialog.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { MemberSearch } from '../../shared/ui/member-search.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import type { Person } from './person-query.ts'

/** Merges this account into another one of the same person, for administrators: this account is closed, the other survives. */
export function Merge({ person }: { person: Person }) {
  const { t } = useTranslation('members')
  const [isOpen, setOpen] = useState(false)
  const [into, setInto] = useState<ListedUser | null>(null)
  const close = () => {
    setOpen(false)
    setInto(null)
  }
  return (
    <section aria-labelledby="merge" className="grid content-start gap-3">
      <h2 id="merge" className="text-lg font-semibold">
        {t('merge.title')}
      </h2>
      <Card className="grid gap-3">
        <p className="text-soft">{t('merge.hint')}</p>
        <Button look="secondary" className="justify-self-start" onClick={() => setOpen(true)}>
          {t('merge.open')}
        </Button>
      </Card>
      {isOpen && !into && (
        <Dialog title={t('merge.title')} onClose={close}>
          <p>{t('merge.choose', { name: fullName(person) })}</p>
          <MemberSearch label={t('merge.other')} except={person.id} onChoose={setInto} />
        </Dialog>
      )}
      {into && <ConfirmMerge {...{ person, into }} onClose={close} />}
    </section>
  )
}

/**
 * The statuses of the bookings that get the surviving account as their owner, because they may still cost or return money. The service
 * refuses a merge while a booking is unpaid.
 */
const statusesWithNewOwner: BookingStatus[] = ['pending', 'confirmed', 'checked_in']

function ConfirmMerge({ person, into, onClose }: { person: Person; into: ListedUser; onClose: () => void }) {
  const { t } = useTranslation('members')
  const format = useFormat()
  const navigate = useNavigate()
  const bookings = useQuery({
    queryKey: ['bookings', 'live of', person.id],
    queryFn: () => {
      const query = { userId: person.id, status: statusesWithNewOwner, limit: 1, withTotal: true }
      return unwrap(api.GET('/api/v1/bookings', { params: { query } }))
    },
  })
  const merge = useAction({
    run: (id: string, key) =>
      unwrap(
        api.POST('/api/v1/users/{id}/merge', {
          params: { path: { id: person.id }, header: { 'Idempotency-Key': key, 'If-Match': anyVersion } },
          body: { into: id },
        }),
      ),
    done: (survivor) => t('merge.done', { name: fullName(survivor) }),
    // The account is closed, so unsaved changes of its rights are dropped without a question.
    onDone: ({ id }) => void navigate({ to: '/staff/members/$id', params: { id }, ignoreBlocker: true }),
    showsError: true,
  })
  const sums = person.balances.flatMap(({ balance, currency }) =>
    balance === 0 ? [] : format.money(balance, currency),
  )
  const contact = [into.phone && phoneText(into.phone), into.email].filter(Boolean).join(' · ')
  return (
    <ConfirmDialog
      title={t('merge.title')}
      text={
        <>
          <span className="block">
            {t('merge.into', { name: fullName(person), other: fullName(into), contact })}
          </span>
          <Loaded query={bookings} lines={1}>
            {({ total = 0 }) => (
              <span className="mt-2 block">
                {t('merge.bookings', { count: total })}{' '}
                {sums.length > 0 ? t('merge.money', { money: sums.join(', ') }) : t('merge.noMoney')}
              </span>
            )}
          </Loaded>
          <span className="mt-2 block">{t('merge.cannotBeUndone')}</span>
        </>
      }
      submitLabel={t('merge.submit')}
      error={merge.error}
      isRunning={merge.isRunning}
      isDisabled={!bookings.data}
      onSubmit={() => merge.start(into.id)}
      onClose={onClose}
    />
  )
}
