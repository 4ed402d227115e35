import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { DefinitionPage as Page } from '../../../server/contract/death-definition.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { say } from '../../words/words.ts'
import { ChangeCard } from './ChangeCard.tsx'
import { verdictWords } from './definitionWords.ts'
import { ProposeChange } from './ProposeChange.tsx'
import { RuleShown } from './RuleShown.tsx'

const route = getRouteApi('/$partnership/definitions/$code')

/** A definition as data: its rule, its source, the cases it is held to, its versions, and what somebody proposes to change. */
export function DefinitionPage() {
  const { code } = route.useParams()
  const answer = useAnswer(Page, '/definition', { code }, { keepsAfter: () => false })
  return (
    <Answered answer={answer} what="this definition" isPage>
      {(page) => <Told page={page} key={`${code} ${page.definition.version}`} />}
    </Answered>
  )
}

function Told({ page: { definition, cases, versions, changes } }: { page: Page }) {
  const { slug: partnership } = usePartnership()
  const may = useMay()
  const [isProposing, setProposing] = useState(false)
  const waiting = changes.find(({ decided }) => decided === null)
  const decided = changes.filter((change) => change.decided !== null)
  return (
    <>
      <PageTitle title={definition.title}>{definition.words}</PageTitle>
      <p className="govuk-body">
        Version {definition.version}, {definition.isOwn ? 'this partnership’s own, signed' : 'as shipped'} on{' '}
        <DayText day={definition.since} />. Source: {definition.source}.{' '}
        {may('figure:read') && (
          <Link to="/$partnership/how-many" params={{ partnership }} className="govuk-link">
            How many died by it
          </Link>
        )}
      </p>
      {waiting && <ChangeCard change={waiting} />}
      <h2 className="govuk-heading-m">Who counts</h2>
      <div className="govuk-body">
        <RuleShown rule={definition.rule} />
      </div>
      <p className="govuk-body-s">
        Where the facts leave it open, a death is not out: it cannot be said yet, and is counted apart.
      </p>
      <h2 className="govuk-heading-m">Tried just now</h2>
      <Table
        caption="Cases that the definition is held to"
        isCaptionHidden
        rows={cases}
        rowKey={({ death }) => death}
        columns={[
          { heading: 'A death', isRowHeading: true, cell: ({ death }) => death },
          { heading: 'It should say', cell: ({ expect }) => say(verdictWords, expect) },
          {
            heading: 'It says',
            cell: ({ expect, came }) => <Tag colour={came === expect ? 'green' : 'red'}>{say(verdictWords, came)}</Tag>,
          },
        ]}
      />
      <h2 className="govuk-heading-m">Versions</h2>
      <Table
        caption="Versions, newest first"
        isCaptionHidden
        rows={versions}
        rowKey={({ version }) => version}
        columns={[
          { heading: 'Version', isRowHeading: true, cell: ({ version }) => version },
          { heading: 'Since', cell: ({ since }) => <DayText day={since} /> },
          { heading: 'Whose', cell: ({ isOwn }) => (isOwn ? 'This partnership’s own' : 'As shipped') },
          { heading: 'In words', cell: ({ words }) => words },
        ]}
      />
      {decided.map((change) => (
        <ChangeCard key={change.changeId} change={change} />
      ))}
      {may('definition:write') && !waiting && definition.code !== 'local' && (
        <>
          <h2 className="govuk-heading-m">Change it</h2>
          {isProposing ? (
            <ProposeChange definition={definition} onLeave={() => setProposing(false)} />
          ) : (
            <>
              <p className="govuk-body">
                A change counts from the day a second person has signed it. Numbers given before can be given again by
                the version of then.
              </p>
              <button type="button" className="govuk-button govuk-button--secondary" onClick={() => setProposing(true)}>
                Propose a change
              </button>
            </>
          )}
        </>
      )}
      {definition.code === 'local' && (
        <p className="govuk-inset-text">
          This is what the map, lists and charts count. It is the same everywhere, and is not changed here.
        </p>
      )}
    </>
  )
}
