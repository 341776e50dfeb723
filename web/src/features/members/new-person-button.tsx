import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { NewPersonForm } from '../../shared/ui/new-person-form.tsx'

/** Makes the account of a person who has not registered, and opens the person's page. */
export function NewPersonButton() {
  const { t } = useTranslation('staff')
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('newPerson.title')}</Button>
      {isOpen && (
        <Dialog title={t('newPerson.title')} onClose={() => setOpen(false)}>
          <NewPersonForm
            onCreated={({ id }) => void navigate({ to: '/staff/members/$id', params: { id } })}
          />
        </Dialog>
      )}
    </>
  )
}
