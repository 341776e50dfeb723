import { Star } from 'lucide-react'
import { useId, useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { anyVersion, api, unwrap } from '../../shared/api/client.ts'
import type { RequestBody } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { TextField } from '../../shared/ui/field.tsx'
import { Form, useFieldError } from '../../shared/ui/form.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { type OwnReview, useLatestOwnReviews } from './own-review.ts'

const ratings = [1, 2, 3, 4, 5]

type Props = { spaceId: string; name: string; onClose: () => void }

/** A member's review of a space; staff approve it before others can read it, and again after an edit. */
export function ReviewDialog({ spaceId, name, onClose }: Props) {
  const { t } = useTranslation('reviews')
  const reviews = useLatestOwnReviews()
  return (
    <Dialog title={t('title', { name })} onClose={onClose}>
      <Loaded query={reviews} lines={2}>
        {(all) => {
          const ownReview = all.find((review) => review.spaceId === spaceId)
          return <ReviewForm {...{ own: ownReview, spaceId, onClose }} />
        }}
      </Loaded>
    </Dialog>
  )
}

type FormProps = { own: OwnReview | undefined; spaceId: string; onClose: () => void }

function ReviewForm({ own, spaceId, onClose }: FormProps) {
  const { t } = useTranslation('reviews')
  // A review that was written on another device and arrives later does not replace what is typed here.
  const [shown] = useState(own)
  const send = useAction({
    run: (body: RequestBody<'writeReview'>, key) =>
      own
        ? unwrap(
            api.PATCH('/api/v1/reviews/{id}', {
              params: { path: { id: own.id }, header: { 'If-Match': anyVersion } },
              body,
            }),
          )
        : unwrap(
            api.POST('/api/v1/spaces/{id}/reviews', {
              params: { path: { id: spaceId }, header: { 'Idempotency-Key': key } },
              body,
            }),
          ),
    done: () => t('done'),
    onDone: onClose,
    showsError: true,
  })
  return (
    <>
      {own && <p className="rounded-lg bg-sunken px-3 py-2.5">{t(`own.${own.status}Text`)}</p>}
      <Form
        error={send.error}
        isBusy={send.isRunning}
        onSubmit={({ rating = '', text = '' }) => send.start({ rating: Number(rating), text })}
      >
        <Rating initial={shown?.rating ?? 0} />
        <TextField
          name="text"
          label={t('text')}
          hint={t('textHint')}
          maxLength={300}
          defaultValue={shown?.text}
        />
        <Button type="submit" isBusy={send.isRunning}>
          {t(own ? 'own.submit' : 'submit')}
        </Button>
      </Form>
    </>
  )
}

function Rating({ initial }: { initial: number }) {
  const { t } = useTranslation('reviews')
  const hasError = useFieldError('rating') !== undefined
  const errorId = useId()
  const [chosen, setChosen] = useState(initial)
  const isMissing = hasError && chosen === 0
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{t('rating')}</legend>
      <div className="flex gap-1">
        {ratings.map((rating) => (
          <label
            key={rating}
            className="cursor-pointer rounded-lg p-1.5 pointer-coarse:p-2 has-focus-visible:outline-2 has-focus-visible:outline-brand"
          >
            <input
              type="radio"
              name="rating"
              required
              value={rating}
              checked={chosen === rating}
              aria-invalid={isMissing || undefined}
              aria-describedby={isMissing ? errorId : undefined}
              onChange={() => setChosen(rating)}
              className="sr-only"
            />
            <span className="sr-only">{t('mark', { count: rating })}</span>
            <Star aria-hidden size={28} className={classes('text-warn', rating <= chosen && 'fill-warn')} />
          </label>
        ))}
      </div>
      {isMissing && (
        <p id={errorId} className="text-sm font-medium text-bad">
          {t('ratingMissing')}
        </p>
      )}
    </fieldset>
  )
}
