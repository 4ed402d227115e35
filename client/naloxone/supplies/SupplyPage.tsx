import { getRouteApi, Link } from '@tanstack/react-router'
import { legalRouteOf } from '../../../server/contract/rules/legal-route.ts'
import { sayRemark } from '../../../server/contract/rules/remark.ts'
import type { Supply } from '../../../server/contract/supply.ts'
import { SupplyLaws } from '../../../server/contract/supply-law.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
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
      {(supply, registers) => (
        <>
          <LegalRoute supply={supply} />
          {may('supply:write') && <AnotherLikeIt supply={supply} />}
          {supplyKind.form.map((section) => (
            <section key={section.title}>
              <h2 className="govuk-heading-m">{section.title}</h2>
              <Summary section={section} draft={toDraft(supply, supplyKind.fields)} registers={registers} />
            </section>
          ))}
        </>
      )}
    </OneRecord>
  )
}

/** Under which law it was supplied, or what the law of its day would have asked: advice. */
function LegalRoute({ supply }: { supply: Supply }) {
  const { slug: partnership } = usePartnership()
  const laws = useAnswer(SupplyLaws, '/naloxone/laws').data ?? []
  const { law, advice } = legalRouteOf(supply, laws)
  if (!law && !advice) return null
  const reason = supply.legalRouteReason?.trim()
  return (
    <p className={advice && !reason ? 'govuk-inset-text' : 'govuk-body'}>
      {law ? `Legal route: ${law}.` : `Legal route, as advice: ${advice && sayRemark(advice)}.`}{' '}
      {advice && reason && `Said to be lawful because: ${reason}.`}{' '}
      <Link to="/$partnership/supply-law" params={{ partnership }} className="govuk-link">
        Who may supply naloxone
      </Link>
    </p>
  )
}

/** The next of many: the same product, batch, place and supplier, with nothing of the person. */
function AnotherLikeIt({ supply: { supplyId } }: { supply: Supply }) {
  const { slug: partnership } = usePartnership()
  return (
    <p className="govuk-body">
      <Link
        to="/$partnership/supplies/new"
        params={{ partnership }}
        search={{ like: supplyId }}
        className="govuk-button govuk-button--secondary"
      >
        Record another like it
      </Link>{' '}
      <Link to="/$partnership/reminders" params={{ partnership }} className="govuk-link">
        Ask for a reminder before it expires
      </Link>
    </p>
  )
}
