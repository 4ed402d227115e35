import { Link } from '@tanstack/react-router'
import type { Death } from '../../server/contract/death.ts'
import { useMay } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'
import { toDraft } from '../record/draft.ts'
import { allFields } from '../record/fields.ts'
import { noRegisters, type Registers } from '../record/registers.ts'
import { Summary } from '../record/Summary.tsx'
import { CsvLink } from '../ui/CsvLink.tsx'
import { deathForm, deathSections } from './deathSections.ts'
import { FindingsTable } from './FindingsTable.tsx'
import { NotTested } from './NotTested.tsx'

const fields = allFields(deathForm)

interface DeathSummariesProps {
  death: Death
  /** The lists of the partnership. A guest has none: what is chosen from one is left out, and so are files. */
  registers?: Registers
}

/** A death as it is read: what was found first, what may distress folded away. */
export function DeathSummaries({ death, registers }: DeathSummariesProps) {
  const draft = toDraft(death, fields)
  const { summary, person, place, circumstances, cause, toxicology } = deathSections
  const shown = registers ?? noRegisters
  const withoutLists = {
    ...toxicology,
    fields: toxicology.fields.filter(({ kind }) => registers !== undefined || kind !== 'register'),
  }
  return (
    <>
      <Summary section={summary} draft={draft} registers={shown} />
      <h2 className="govuk-heading-m">Substances</h2>
      <FindingsTable
        death={death}
        placing={registers && <WhereToPlace />}
        csv={registers && <CsvLink path={`/deaths/${death.deathId}/substances`} what="these substances" />}
      />
      <h2 className="govuk-heading-m">Toxicology</h2>
      <Summary section={withoutLists} draft={draft} registers={shown} />
      {registers && <NotTested death={death} />}
      <p className="govuk-body-s">The detail below stays closed until you need it. It can be hard to read.</p>
      {[person, place, circumstances, cause].map((section) => (
        <details className="govuk-details vigil-section--folded" key={section.title}>
          <summary className="govuk-details__summary">
            <span className="govuk-details__summary-text">{section.title}</span>
          </summary>
          <Summary section={section} draft={draft} registers={shown} />
        </details>
      ))}
    </>
  )
}

/** To whom a guest's page would say nothing: it has no partnership. */
function WhereToPlace() {
  const { slug: partnership } = usePartnership()
  if (!useMay()('substance:place')) return null
  return (
    <p className="govuk-body-s">
      A drug that is not in the tree counts as a drug, and no check by night looks at it.{' '}
      <Link to="/$partnership/registers" params={{ partnership }} hash="not-in-tree" className="govuk-link">
        Say which drug it is
      </Link>
    </p>
  )
}
