import { getRouteApi, Link } from '@tanstack/react-router'
import { Supply, SupplyHistory } from '../../../server/contract/supply.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { WhoHasOpened } from '../../office/audit/WhoHasOpened.tsx'
import { toDraft } from '../../record/draft.ts'
import { allFields } from '../../record/fields.ts'
import { History } from '../../record/History.tsx'
import { useRegisters } from '../../record/registers.ts'
import { SavedNotice } from '../../record/SavedNotice.tsx'
import { Summary } from '../../record/Summary.tsx'
import { useUndo } from '../../record/useUndo.ts'
import { Answered } from '../../ui/Answered.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { dayInWords } from '../../words/day.ts'
import { plural } from '../../words/words.ts'
import { supplyAmendForm, supplyForm } from './supplySections.ts'

const route = getRouteApi('/$partnership/supplies/$supplyId')
const fields = allFields(supplyAmendForm)

export function SupplyPage() {
  const { supplyId } = route.useParams()
  const { slug: partnership } = usePartnership()
  const supply = useAnswer(Supply, `/supplies/${supplyId}`)
  return (
    <>
      <Link to="/$partnership/supplies" params={{ partnership }} className="govuk-back-link">
        All supplies
      </Link>
      <Answered answer={supply} what="the supply" isPage>
        {(known) => <Detail supply={known} />}
      </Answered>
    </>
  )
}

function Detail({ supply }: { supply: Supply }) {
  const params = { partnership: usePartnership().slug, supplyId: supply.supplyId }
  const registers = useRegisters(fields)
  const may = useMay()
  const history = useAnswer(SupplyHistory, `/supplies/${supply.supplyId}/history`)
  const undoing = useUndo({
    answers: Supply,
    path: `/supplies/${supply.supplyId}`,
    record: supply,
    history: history.data,
    fields,
    withdrawn: { isWithdrawn: 'true', changeReason: 'Recorded by mistake' },
  })
  const draft = toDraft(supply, fields)
  return (
    <>
      <SavedNotice what="Supply" reference={supply.reference} undoing={undoing} />
      <PageTitle
        title={`${plural(supply.kits, 'kit')} supplied on ${dayInWords(supply.suppliedOn)}`}
        actions={
          may('supply:write') && (
            <Link to="/$partnership/supplies/$supplyId/amend" params={params} className="govuk-button">
              Amend
            </Link>
          )
        }
      >
        Reference {supply.reference} ({supply.source}), revision {supply.revision}.{' '}
        {supply.isWithdrawn && <Tag colour="grey">Withdrawn</Tag>}
      </PageTitle>
      {supplyForm.map((section) => (
        <section key={section.title}>
          <h2 className="govuk-heading-m">{section.title}</h2>
          <Summary section={section} draft={draft} registers={registers} />
        </section>
      ))}
      <h2 className="govuk-heading-m">History</h2>
      <Answered answer={history} what="its history">
        {(revisions) => <History revisions={revisions} fields={fields} registers={registers} />}
      </Answered>
      {may('case-access:read') && <WhoHasOpened recordId={supply.supplyId} />}
    </>
  )
}
