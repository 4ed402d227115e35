import { getRouteApi } from '@tanstack/react-router'
import { useMay } from '../api/may.ts'
import { IdentityPanel } from '../identity/IdentityPanel.tsx'
import { WhoHasOpened } from '../office/audit/WhoHasOpened.tsx'
import { ChronologyPanel } from '../panel/chronology/ChronologyPanel.tsx'
import { FieldHistory } from '../panel/chronology/FieldHistory.tsx'
import { StatusLadder } from '../panel/chronology/StatusLadder.tsx'
import { CountsInPanel } from '../panel/definitions/CountsInPanel.tsx'
import { NoticesOfDeath } from '../panel/notices/NoticesOfDeath.tsx'
import { RequestsOfDeath } from '../panel/requests/RequestsOfDeath.tsx'
import { OneRecord } from '../record/OneRecord.tsx'
import { Tag } from '../ui/Tag.tsx'
import { dayInWords } from '../words/day.ts'
import { statusWords } from '../words/deathWords.ts'
import { whenInWords } from '../words/partialDay.ts'
import { say } from '../words/words.ts'
import { DeathSummaries } from './DeathSummaries.tsx'
import { deathKind } from './deathKind.ts'
import { GuestLinksPanel } from './guest-links/GuestLinksPanel.tsx'
import { SameDeathPanel } from './same-deaths/SameDeathPanel.tsx'

const route = getRouteApi('/$partnership/deaths/$deathId')

export function DeathPage() {
  const may = useMay()
  const mayAsk = may('request:write')
  // an agency is not told which of its notices became which death
  const mayReadNotices = may('notice:read') && may('identity:read')
  return (
    <OneRecord
      kind={deathKind}
      id={route.useParams().deathId}
      title={({ eventDay, eventDayPrecision }) => `Death ${whenInWords(eventDay, eventDayPrecision)}`}
      lede={({ reference, source, knownOn, revision, status }) => (
        <>
          Reference {reference} ({source}). As known on {dayInWords(knownOn)}, revision {revision}.{' '}
          <Tag colour={status === 'excluded' ? 'grey' : 'teal'}>{say(statusWords, status)}</Tag>
        </>
      )}
      after={({ deathId }) => (
        <>
          {(may('identity:read') || may('identity:break-glass')) && <IdentityPanel deathId={deathId} />}
          {may('guest:write') && <GuestLinksPanel deathId={deathId} />}
          {may('case-access:read') && <WhoHasOpened recordId={deathId} />}
        </>
      )}
    >
      {(death, registers) => (
        <>
          <SameDeathPanel deathId={death.deathId} />
          {mayReadNotices && <NoticesOfDeath deathId={death.deathId} />}
          {may('chronology:read') && <StatusLadder deathId={death.deathId} />}
          <DeathSummaries death={death} registers={registers} />
          {may('chronology:read') && <ChronologyPanel deathId={death.deathId} />}
          {mayAsk && <RequestsOfDeath death={death} />}
          <CountsInPanel deathId={death.deathId} />
          {may('chronology:read') && (
            <FieldHistory deathId={death.deathId} fields={deathKind.compared} registers={registers} />
          )}
        </>
      )}
    </OneRecord>
  )
}
