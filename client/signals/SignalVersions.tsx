import { DayText } from '../ui/DayText.tsx'
import { Table } from '../ui/Table.tsx'
import type { SignalWithCases } from './SignalPage.tsx'
import { tidy } from './signalWords.ts'
import { TierTag } from './TierTag.tsx'

/** The same signal over its nights: what each night added or took away. */
export function SignalVersions({ signal }: { signal: SignalWithCases }) {
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
    </section>
  )
}

function sayChanges(changes: Record<string, unknown> | null, version: number) {
  if (!changes || Object.keys(changes).length === 0) return version === 1 ? 'first found' : 'nothing but the night'
  return Object.entries(changes)
    .map(([name, change]) => `${name.replaceAll(/([A-Z])/g, ' $1').toLowerCase()}: ${sayChange(change)}`)
    .join('; ')
}

function sayChange(change: unknown): string {
  if (Array.isArray(change)) return change.length > 3 ? `${change.length}` : change.map(sayChange).join(', ')
  if (typeof change === 'object' && change !== null) {
    return Object.entries(change)
      .map(([name, value]) => `${name} ${sayChange(value)}`)
      .join(', ')
  }
  return String(change)
}
