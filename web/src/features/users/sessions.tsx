import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { usePages } from '../../shared/api/pages.ts'
import type { ResponseBody } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { viewerZone } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Badge, Card } from '../../shared/ui/card.tsx'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { deviceOf } from './device.ts'

type Session = ResponseBody<'listSessions'>['items'][number]

export function Sessions() {
  const { t } = useTranslation('users')
  const sessions = usePages({
    key: ['sessions'],
    fetch: (pageQuery) => unwrap(api.GET('/api/v1/me/sessions', { params: { query: pageQuery } })),
  })
  const end = useAction({
    run: (id: string) => unwrap(api.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id } } })),
    done: () => t('sessions.ended'),
  })
  return (
    <Card aria-labelledby="sessions" className="grid gap-3">
      <h2 id="sessions" className="text-lg font-semibold">
        {t('sessions.title')}
      </h2>
      <Loaded query={sessions} lines={1}>
        {(items) => (
          <ul className="divide-y divide-line">
            {items.map((session) => (
              <Row
                key={session.id}
                session={session}
                isBusy={end.isRunning}
                onEnd={() => end.start(session.id)}
              />
            ))}
          </ul>
        )}
      </Loaded>
      <LoadMore pages={sessions} />
    </Card>
  )
}

function Row({ session, isBusy, onEnd }: { session: Session; isBusy: boolean; onEnd: () => void }) {
  const { t } = useTranslation('users')
  const format = useFormat()
  const zone = viewerZone()
  const name = deviceOf(session.userAgent) ?? t('sessions.unknown')
  const from = format.dateTime(session.createdAt, zone)
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {name} {session.current && <Badge tone="accent">{t('sessions.current')}</Badge>}
        </p>
        <p className="text-sm text-soft">
          {t('sessions.since', { from, last: format.dateTime(session.lastUsedAt, zone) })}
          {session.address && <> · {session.address}</>}
        </p>
      </div>
      {!session.current && (
        <Button
          look="secondary"
          size="small"
          isBusy={isBusy}
          aria-label={t('sessions.endNamed', { name, from })}
          onClick={onEnd}
        >
          {t('sessions.end')}
        </Button>
      )}
    </li>
  )
}
