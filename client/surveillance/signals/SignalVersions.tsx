import type { SignalDetail } from '../../../server/contract/signal.ts'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { Table } from '../../ui/Table.tsx'
import { sayChange, sayExpectedCount, tidy } from './signalWords.ts'
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
          { heading: 'What changed', cell: (version) => sayVersion(version, signal.stream) },
          { heading: 'Tier', cell: ({ tier }) => <TierTag tier={tier} /> },
          { heading: 'Observed', isNumber: true, cell: ({ observed }) => observed },
          { heading: 'Expected', isNumber: true, cell: ({ expected }) => sayExpectedCount(expected) },
          { heading: 'p value', isNumber: true, cell: ({ pValue }) => tidy(pValue) },
        ]}
      />
      <p className="govuk-body-s">
        <CsvLink path={`/signals/${signal.signalId}/versions`} what="these nights" />
      </p>
    </section>
  )
}

function sayVersion({ version, changes }: SignalDetail['versions'][number], stream: SignalDetail['stream']) {
  if (version === 1) return changes?.splitFrom ? 'first found, as a part of another signal' : 'first found'
  const list = (name: string) => (Array.isArray(changes?.[name]) ? changes[name].map(String) : [])
  const said = sayChange(
    {
      casesAdded: list('casesAdded').length,
      casesLeft: list('casesLeft').length,
      isReopened: changes?.isReopened === true,
      reasons: list('reasons'),
    },
    stream,
  )
  return said || <span className="vigil-quiet">no change</span>
}
