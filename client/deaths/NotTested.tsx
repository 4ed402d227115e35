import type { Death } from '../../server/contract/death.ts'
import { ToxicologyPanels } from '../../server/contract/toxicology-panel.ts'
import { useAnswer } from '../api/answers.ts'
import { useSubstances } from '../substances/substances.ts'
import { DefinitionOnDemand } from '../ui/DefinitionOnDemand.tsx'
import { plural } from '../words/words.ts'
import { notTested, type Untested } from './notTested.ts'

/** What the laboratory did not look for: a quiet table may only be a short panel. */
export function NotTested({ death }: { death: Death }) {
  const substances = useSubstances()
  const panels = useAnswer(ToxicologyPanels, '/toxicology-panels').data
  const panel = panels?.find(({ panelId }) => panelId === death.toxicologyPanelId)
  if (!panels || substances.length === 0) return null
  if (!panel) {
    return (
      <p className="govuk-body">
        Which panel was run is not known, so every substance that is not in the table above counts as not tested, never
        as negative. Amend the death to say which it was.
      </p>
    )
  }
  const untested = notTested(substances, panel.covers, death)
  const watched = untested.filter((group) => group.watched > 0).toSorted((a, b) => b.watched - a.watched)
  return (
    <>
      <p className="govuk-body">
        <strong>{panel.name}</strong> {death.toxicologyCompleteOn ? 'looked' : 'looks'} for{' '}
        {plural(panel.covers.length, 'substance or group', 'substances and groups')}.{' '}
        {watched.length === 0
          ? 'Everything on the watch-list was looked for.'
          : `Not tested, though on the watch-list: ${listed(watched, 6)}.`}
      </p>
      {untested.length > 0 && (
        <DefinitionOnDemand term={`All that was not tested (${untested.length})`}>
          <p>Not tested is never the same as negative: these may have been there.</p>
          <dl className="vigil-terms">
            {[...new Set(untested.map(({ within }) => within))].map((group) => (
              <div key={group?.code ?? 'whole'}>
                <dt>{group ? `${group.name}: not all of them` : 'Whole groups'}</dt>
                <dd>{listed(untested.filter(({ within }) => within === group))}</dd>
              </div>
            ))}
          </dl>
        </DefinitionOnDemand>
      )}
    </>
  )
}

function listed(untested: readonly Untested[], most = untested.length) {
  const names = untested.slice(0, most).map(({ substance }) => substance.name)
  const rest = untested.length - names.length
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ')
}
