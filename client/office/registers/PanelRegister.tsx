import {
  NewToxicologyPanel,
  type RetireToxicologyPanel,
  ToxicologyPanel,
  ToxicologyPanels,
} from '../../../server/contract/toxicology-panel.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { substanceWords, useSubstances } from '../../substances/substances.ts'
import { Answered } from '../../ui/Answered.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { DefinitionOnDemand } from '../../ui/DefinitionOnDemand.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { plural, type Words } from '../../words/words.ts'
import { RegisterSection } from './RegisterSection.tsx'
import { panelForm } from './registerForms.ts'

export function PanelRegister({ isAdding }: { isAdding: boolean }) {
  const panels = useAnswer(ToxicologyPanels, '/toxicology-panels')
  const words = substanceWords(useSubstances())
  const mayRetire = useMay()('panel:write')
  return (
    <RegisterSection
      register="panels"
      title="Toxicology panels"
      path="/toxicology-panels"
      form={panelForm}
      sends={NewToxicologyPanel}
      answers={ToxicologyPanel}
      action="panel:write"
      isAdding={isAdding}
      nameOf={({ name }) => name}
    >
      <p className="govuk-body">
        A substance that is not on the panel of a death is not tested, never negative. The nightly check for emerging
        substances counts only deaths whose panel could have shown them.
      </p>
      <Answered answer={panels} what="panels">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState sentence="No panel is recorded yet.">
              Without one, no recorded death counts as tested for anything but what is named in it.
            </EmptyState>
          ) : (
            <Table
              caption="Toxicology panels"
              isCaptionHidden
              rows={rows}
              rowKey={({ panelId }) => panelId}
              columns={[
                {
                  heading: 'Name',
                  isRowHeading: true,
                  cell: ({ name, isRetired }) => (
                    <>
                      {name} {isRetired && <Tag colour="grey">Retired</Tag>}
                    </>
                  ),
                },
                { heading: 'Laboratory', cell: ({ laboratory }) => laboratory ?? 'not known' },
                { heading: 'In use from', cell: ({ validFrom }) => <DayText day={validFrom} /> },
                { heading: 'Looks for', cell: ({ covers }) => <Covers codes={covers} words={words} /> },
                ...(mayRetire
                  ? [{ heading: 'Change', cell: (panel: ToxicologyPanel) => <Retire panel={panel} /> }]
                  : []),
              ]}
            />
          )
        }
      </Answered>
    </RegisterSection>
  )
}

/** A panel that was entered by mistake, or that the laboratory has replaced; and back. */
function Retire({ panel: { panelId, name, isRetired } }: { panel: ToxicologyPanel }) {
  const retiring = useWriting(ToxicologyPanel, 'PUT', `/toxicology-panels/${panelId}/retired`)
  const body: RetireToxicologyPanel = { isRetired: !isRetired }
  return (
    <>
      {retiring.error && <ProblemNotice failure={retiring.error} />}
      <button
        type="button"
        className="vigil-link-button"
        disabled={retiring.isPending}
        onClick={() => retiring.mutate({ body })}
      >
        {isRetired ? 'Bring back' : 'Retire'} <span className="govuk-visually-hidden">{name}</span>
      </button>
    </>
  )
}

const shownAtOnce = 6

function Covers({ codes, words }: { codes: readonly string[]; words: Words }) {
  const names = codes.map((code) => words[code] ?? code).sort((a, b) => a.localeCompare(b))
  if (names.length <= shownAtOnce) return names.join(', ')
  return (
    <DefinitionOnDemand term={plural(names.length, 'substance or group', 'substances and groups')}>
      {names.join(', ')}
    </DefinitionOnDemand>
  )
}
