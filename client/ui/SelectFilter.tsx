import type { Words } from '../words/words.ts'

interface SelectFilterProps<Code extends string> {
  path: string
  label: string
  value: string | undefined
  words: Words
  /** What no choice is called; left out, something is always chosen. */
  anyLabel?: string
  onChange: (code: Code | undefined) => void
}

/** A choice that narrows a list or a map at once. */
export function SelectFilter<Code extends string>(props: SelectFilterProps<Code>) {
  const { path, label, value, words, anyLabel, onChange } = props
  return (
    <div className="vigil-filter">
      <label className="govuk-label" htmlFor={path}>
        {label}
      </label>
      <select
        className="govuk-select"
        id={path}
        value={value ?? ''}
        onChange={(event) => onChange((event.target.value || undefined) as Code | undefined)}
      >
        {anyLabel !== undefined && <option value="">{anyLabel}</option>}
        {Object.entries(words).map(([code, word]) => (
          <option key={code} value={code}>
            {word}
          </option>
        ))}
      </select>
    </div>
  )
}
