import type { ProposedColumn } from '../../server/contract/import.ts'
import { DefinitionOnDemand } from '../ui/DefinitionOnDemand.tsx'
import { Select } from '../ui/Select.tsx'

interface WordsOfColumnProps {
  path: string
  unread: ProposedColumn['unread']
  /** Vigil's words for the field, where it has a fixed set of them. */
  options: readonly string[] | null
  meant: Readonly<Record<string, string>>
  onMeant: (meant: Record<string, string>) => void
}

const EMPTY = ' empty'

/** What could not be read in a column: each word once, with what it means where that can be said. */
export function WordsOfColumn({ path, unread, options, meant, onMeant }: WordsOfColumnProps) {
  const times = (count: number) => (count === 1 ? 'once' : `${count} times`)
  if (!options) {
    return (
      <DefinitionOnDemand term="What was not read">
        <ul className="govuk-list govuk-body-s vigil-flush">
          {unread.map(({ value, times: count, reason }) => (
            <li key={value}>
              “{value}”, {times(count)}: {reason}
            </li>
          ))}
        </ul>
      </DefinitionOnDemand>
    )
  }
  const words = {
    [EMPTY]: 'Nothing: leave it empty',
    ...Object.fromEntries(options.map((option) => [option, option.replaceAll('_', ' ')])),
  }
  // a word that has its meaning can be read now, and can be given another
  const said = Object.keys(meant).filter((key) => !unread.some(({ value }) => value.trim().toLowerCase() === key))
  const asked = [
    ...said.map((value) => ({ value, label: `“${value}”` })),
    ...unread.map(({ value, times: count }) => ({ value, label: `“${value}” (${times(count)})` })),
  ]
  return (
    <fieldset className="govuk-fieldset vigil-column__words">
      <legend className="govuk-fieldset__legend govuk-fieldset__legend--s">What words mean</legend>
      {asked.map(({ value, label }, index) => {
        const key = value.trim().toLowerCase()
        const said = meant[key]
        return (
          <Select
            key={key}
            path={`${path}-word-${index}`}
            label={label}
            value={said === undefined ? '' : said === '' ? EMPTY : said}
            words={words}
            noneLabel="Not said: left empty, and listed"
            onChange={(option) => onMeant(withWord(meant, key, option))}
          />
        )
      })}
    </fieldset>
  )
}

function withWord(meant: Readonly<Record<string, string>>, key: string, option: string): Record<string, string> {
  const { [key]: _before, ...others } = meant
  return option === '' ? others : { ...others, [key]: option === EMPTY ? '' : option }
}
