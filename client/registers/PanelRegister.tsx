import { NewPanel, Panel, Panels } from '../../server/contract/panel.ts'
import { useAnswer } from '../answers.ts'
import { substanceWords, useSubstances } from '../substances/substances.ts'
import { Answered } from '../ui/Answered.tsx'
import { DayText } from '../ui/DayText.tsx'
import { DefinitionOnDemand } from '../ui/DefinitionOnDemand.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Table } from '../ui/Table.tsx'
import { plural, type Words } from '../words.ts'
import { RegisterSection } from './RegisterSection.tsx'
import { panelForm } from './registerForms.ts'

export function PanelRegister({ isAdding }: { isAdding: boolean }) {
  const panels = useAnswer(Panels, '/toxicology-panels')
  const words = substanceWords(useSubstances())
  return (
    <RegisterSection
      register="panels"
      title="Toxicology panels"
      path="/toxicology-panels"
      form={panelForm}
      sends={NewPanel}
      answers={Panel}
      action="death:write"
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
                { heading: 'Name', isRowHeading: true, cell: ({ name }) => name },
                { heading: 'Laboratory', cell: ({ laboratory }) => laboratory ?? 'not known' },
                { heading: 'In use from', cell: ({ validFrom }) => <DayText day={validFrom} /> },
                { heading: 'Looks for', cell: ({ covers }) => <Covers codes={covers} words={words} /> },
              ]}
            />
          )
        }
      </Answered>
    </RegisterSection>
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
