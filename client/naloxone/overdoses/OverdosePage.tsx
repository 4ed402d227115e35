import { getRouteApi } from '@tanstack/react-router'
import { useMay } from '../../api/may.ts'
import { WhoHasOpened } from '../../office/audit/WhoHasOpened.tsx'
import { toDraft } from '../../record/draft.ts'
import { OneRecord } from '../../record/OneRecord.tsx'
import { Summary } from '../../record/Summary.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { dayInWords } from '../../words/day.ts'
import { overdoseKind } from './overdoseKind.ts'
import { overdoseSections } from './overdoseSections.ts'
import { PersonSummary } from './PersonSummary.tsx'
import { SameEventPanel } from './same-events/SameEventPanel.tsx'

const route = getRouteApi('/$partnership/reversals/$overdoseId')

export function OverdosePage() {
  const may = useMay()
  return (
    <OneRecord
      kind={overdoseKind}
      id={route.useParams().overdoseId}
      title={({ eventDay }) => `Overdose on ${dayInWords(eventDay)}`}
      lede={({ reference, source, revision, isWithdrawn }) => (
        <>
          Reference {reference} ({source}), revision {revision}. {isWithdrawn && <Tag colour="grey">Withdrawn</Tag>}
        </>
      )}
      after={({ overdoseId }) => may('case-access:read') && <WhoHasOpened recordId={overdoseId} />}
    >
      {(overdose, registers) => (
        <>
          <SameEventPanel overdoseId={overdose.overdoseId} />
          {overdose.persons.map((person, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a person of an event has no other name than their position
            <PersonSummary key={position} person={person} number={position + 1} registers={registers} />
          ))}
          <h2 className="govuk-heading-m">{overdoseSections.event.title}</h2>
          <Summary
            section={overdoseSections.event}
            draft={toDraft(overdose, overdoseKind.fields)}
            registers={registers}
          />
        </>
      )}
    </OneRecord>
  )
}
