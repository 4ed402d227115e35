import { Link } from '@tanstack/react-router'
import { Agencies } from '../../../server/contract/partnership.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Select } from '../../ui/Select.tsx'
import type { ControlProps, SmallField } from '../../ui/smallForms.ts'

export const agencyField: SmallField = {
  path: 'agencyId',
  label: 'Agency',
  kind: 'select',
  control: AgencySelect,
  hint: 'They see and record what this agency recorded.',
  noneLabel: 'choose',
  missing: 'Choose the agency they act for',
}

/** The agencies of the partnership, and the way to one that is not among them. */
function AgencySelect(asked: ControlProps) {
  const agencies = useAnswer(Agencies, '/agencies').data ?? []
  const may = useMay()
  const { slug: partnership } = usePartnership()
  return (
    <>
      <Select {...asked} words={Object.fromEntries(agencies.map(({ agencyId, name }) => [agencyId, name]))} />
      {may('agency:write') && (
        <p className="vigil-beside-field">
          Not in the list?{' '}
          <Link
            to="/$partnership/registers"
            params={{ partnership }}
            search={{ add: 'agencies' }}
            className="govuk-link"
          >
            Add an agency first
          </Link>
        </p>
      )}
    </>
  )
}
