import { useState } from 'react'
import { Areas } from '../../server/contract/area.ts'
import { useAnswer } from '../api/answers.ts'
import { useAreaKinds } from './areas.ts'

interface AreaFilterProps {
  value: string | undefined
  onChange: (areaId: string | undefined) => void
}

/** An area by its name, of any kind the partnership has; the browser's own list helps with the spelling. */
export function AreaFilter({ value, onChange }: AreaFilterProps) {
  const kinds = useAreaKinds().data ?? []
  const first = useAnswer(Areas, '/areas', { kind: kinds[0]?.kind }, { enabled: kinds[0] !== undefined }).data ?? []
  const second = useAnswer(Areas, '/areas', { kind: kinds[1]?.kind }, { enabled: kinds[1] !== undefined }).data ?? []
  const areas = [...second, ...first]
  const [written, setWritten] = useState<string | null>(null)
  const chosen = areas.find(({ areaId }) => areaId === value)

  function write(next: string) {
    const named = areas.find(({ name }) => name === next)
    if (next === '' || named) {
      onChange(named?.areaId)
      setWritten(null)
    } else setWritten(next)
  }
  return (
    <div className="vigil-filter vigil-filter--wide">
      <label className="govuk-label" htmlFor="area">
        Area
      </label>
      <input
        id="area"
        className="govuk-input"
        list="area-names"
        autoComplete="off"
        placeholder="Any area"
        value={written ?? chosen?.name ?? ''}
        onChange={(event) => write(event.target.value)}
        onBlur={() => setWritten(null)}
      />
      <datalist id="area-names">
        {areas.map(({ areaId, name }) => (
          <option key={areaId} value={name} />
        ))}
      </datalist>
    </div>
  )
}
