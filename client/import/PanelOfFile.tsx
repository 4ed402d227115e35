import { Link } from '@tanstack/react-router'
import { ToxicologyPanels } from '../../server/contract/toxicology-panel.ts'
import { useAnswer } from '../api/answers.ts'
import { usePartnership } from '../api/partnership.ts'
import { Select } from '../ui/Select.tsx'

interface PanelOfFileProps {
  panelId: string
  onPanel: (panelId: string) => void
  /** Does a column say when toxicology was complete? */
  hasCompletion: boolean
}

/** What the laboratory looked for, asked once for a file: without it nothing can be said to be new or rising. */
export function PanelOfFile({ panelId, onPanel, hasCompletion }: PanelOfFileProps) {
  const { slug: partnership } = usePartnership()
  const panels = useAnswer(ToxicologyPanels, '/toxicology-panels').data?.filter(({ isRetired }) => !isRetired)
  if (!panels) return null
  return (
    <>
      <h2 className="govuk-heading-m">4. What the laboratory looked for</h2>
      {panels.length > 0 ? (
        <Select
          path="standardPanelId"
          label="Toxicology panel of these deaths"
          hint="For deaths with complete toxicology that name none themselves. Without a panel, a substance that is not found counts as not tested, and the nightly check cannot say that one is new or rising."
          value={panelId}
          words={Object.fromEntries(panels.map((panel) => [panel.panelId, panel.name]))}
          noneLabel="Not known"
          onChange={onPanel}
        />
      ) : (
        <p className="govuk-inset-text">
          No toxicology panel is recorded yet. Without one, a substance that is not found counts as not tested, and the
          nightly check cannot say that one is new or rising.{' '}
          <Link to="/$partnership/registers" params={{ partnership }} search={{ add: 'panels' }} className="govuk-link">
            Add the panel first
          </Link>
          .
        </p>
      )}
      {!hasCompletion && (
        <p className="govuk-inset-text">
          No column says when toxicology was complete. Each death then counts as awaiting it: a panel is used for none,
          and nothing can be said of new drugs until that day is recorded.
        </p>
      )}
    </>
  )
}
