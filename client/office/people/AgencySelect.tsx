import { Link } from '@tanstack/react-router'
import { Agencies } from '../../../server/contract/partnership.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Select } from '../../ui/Select.tsx'

interface AgencySelectProps {
  value: string
  error?: string | undefined
  hint?: string
  onChange: (agencyId: string) => void
}

export function AgencySelect({ value, error, hint, onChange }: AgencySelectProps) {
  const agencies = useAnswer(Agencies, '/agencies').data ?? []
  const may = useMay()
  const { slug: partnership } = usePartnership()
  return (
    <>
      <Select
        path="agencyId"
        label="Agency"
        hint={hint ?? 'They see and record what this agency recorded.'}
        value={value}
        words={Object.fromEntries(agencies.map(({ agencyId, name }) => [agencyId, name]))}
        noneLabel="choose"
        error={error}
        onChange={onChange}
      />
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
