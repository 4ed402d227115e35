import { getRouteApi } from '@tanstack/react-router'
import { useMay } from '../../api/may.ts'
import { WhoHasOpened } from '../../office/audit/WhoHasOpened.tsx'
import { toDraft } from '../../record/draft.ts'
import { OneRecord } from '../../record/OneRecord.tsx'
import { Summary } from '../../record/Summary.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { dayInWords } from '../../words/day.ts'
import { plural } from '../../words/words.ts'
import { supplyKind } from './supplyKind.ts'

const route = getRouteApi('/$partnership/supplies/$supplyId')

export function SupplyPage() {
  const may = useMay()
  return (
    <OneRecord
      kind={supplyKind}
      id={route.useParams().supplyId}
      title={({ kits, suppliedOn }) => `${plural(kits, 'kit')} supplied on ${dayInWords(suppliedOn)}`}
      lede={({ reference, source, revision, isWithdrawn }) => (
        <>
          Reference {reference} ({source}), revision {revision}. {isWithdrawn && <Tag colour="grey">Withdrawn</Tag>}
        </>
      )}
      after={({ supplyId }) => may('case-access:read') && <WhoHasOpened recordId={supplyId} />}
    >
      {(supply, registers) =>
        supplyKind.form.map((section) => (
          <section key={section.title}>
            <h2 className="govuk-heading-m">{section.title}</h2>
            <Summary section={section} draft={toDraft(supply, supplyKind.fields)} registers={registers} />
          </section>
        ))
      }
    </OneRecord>
  )
}
