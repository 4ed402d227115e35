import type { SignalDetail } from '../../server/contract/signal.ts'
import { CsvLink } from '../ui/CsvLink.tsx'
import { DayText } from '../ui/DayText.tsx'
import { Table } from '../ui/Table.tsx'
import { tidy } from './signalWords.ts'
import { TierTag } from './TierTag.tsx'

/** The same signal over its nights: what each night added or took away. */
export function SignalVersions({ signal }: { signal: SignalDetail }) {
  return (
    <section aria-labelledby="versions">
      <h2 className="govuk-heading-m" id="versions">
        Night by night
      </h2>
      <Table
        caption="Versions of this signal"
        isCaptionHidden
        rows={signal.versions.toSorted((a, b) => b.version - a.version)}
        rowKey={({ version }) => String(version)}
        columns={[
          { heading: 'Night', isRowHeading: true, cell: ({ night }) => <DayText day={night} /> },
          { heading: 'Tier', cell: ({ tier }) => <TierTag tier={tier} /> },
          { heading: 'Observed', isNumber: true, cell: ({ observed }) => observed },
          { heading: 'Expected', isNumber: true, cell: ({ expected }) => tidy(expected) },
          { heading: 'p value', isNumber: true, cell: ({ pValue }) => tidy(pValue) },
          { heading: 'What changed', cell: ({ changes, version }) => sayChanges(changes, version) },
        ]}
      />
      <p className="govuk-body-s">
        <CsvLink path={`/signals/${signal.signalId}/versions`} what="these nights" />
      </p>
    </section>
  )
}

function sayChanges(changes: Record<string, unknown> | null, version: number) {
  const said = Object.entries(changes ?? {}).flatMap(([name, change]) => sayChange(inWords(name), change))
  if (said.length > 0) return said.join('; ')
  return version === 1 ? 'first found' : 'nothing but the night'
}

/** `casesAdded: [id, id]` → `2 cases added`; what is empty, false or null did not change. */
function sayChange(name: string, change: unknown): string[] {
  if (change === null || change === false || change === undefined) return []
  if (change === true) return [name]
  if (Array.isArray(change)) {
    if (change.length === 0) return []
    return change.every((part) => uuid.test(String(part)))
      ? [`${change.length} ${change.length === 1 ? name.replace(/^cases/, 'case') : name}`]
      : [change.join(', ')]
  }
  if (typeof change === 'object') {
    return Object.entries(change).flatMap(([part, value]) => sayChange(`${name} ${inWords(part)}`, value))
  }
  return [`${name}: ${change}`]
}

const uuid = /^[0-9a-f]{8}-/

function inWords(name: string) {
  return name.replaceAll(/([A-Z])/g, ' $1').toLowerCase()
}
