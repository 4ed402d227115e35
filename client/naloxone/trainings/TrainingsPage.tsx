import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Training, TrainingSession, Trainings } from '../../../server/contract/naloxone-training.ts'
import { Batches, NaloxoneProducts } from '../../../server/contract/supply.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { plural, say } from '../../words/words.ts'
import { trainingSession, withdrawTraining } from './trainingForms.ts'
import type { TrainingSearch } from './trainingSearch.ts'
import { standingFilterWords, standingWords, trainedKindWords } from './trainingWords.ts'

const route = getRouteApi('/$partnership/trainings')

/** Who is trained in naloxone, until when, and the list of a session: people by a code of the service. */
export function TrainingsPage() {
  const { add, ...search } = route.useSearch()
  const { slug: partnership } = usePartnership()
  const navigate = useNavigate({ from: '/$partnership/trainings' })
  const change = (changed: Partial<TrainingSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), resetScroll: false })
  const mayAdd = useMay()('supply:write')
  const trainings = useAnswer(Trainings, '/naloxone/trainings', search)
  const [said, setSaid] = useState<string>()
  return (
    <>
      <PageTitle>
        Who was trained to give, store, supply or teach naloxone, and until when they are competent.
      </PageTitle>
      {said && (
        <p className="govuk-inset-text" role="status">
          {said}
        </p>
      )}
      {mayAdd &&
        (add ? (
          <SessionForm
            onLeave={() => change({ add: undefined })}
            onSaved={({ trainings: rows, kits }) => {
              setSaid(
                `Recorded: ${plural(rows.length, 'person', 'people')} trained${kits > 0 ? `, and ${plural(kits, 'kit')} supplied to them` : ''}.`,
              )
              change({ add: undefined })
            }}
          />
        ) : (
          <Link
            to="/$partnership/trainings"
            params={{ partnership }}
            search={{ ...search, add: 'session' }}
            className="govuk-button"
          >
            Record a session
          </Link>
        ))}
      <fieldset className="vigil-filters" aria-label="Which trainings">
        <SelectFilter<NonNullable<TrainingSearch['standing']>>
          path="standing"
          label="Standing today"
          value={search.standing}
          words={standingFilterWords}
          anyLabel="Any"
          onChange={(standing) => change({ standing })}
        />
        <SelectFilter<NonNullable<TrainingSearch['personKind']>>
          path="filterKind"
          label="Who"
          value={search.personKind}
          words={trainedKindWords}
          anyLabel="Anybody"
          onChange={(personKind) => change({ personKind })}
        />
      </fieldset>
      <Answered answer={trainings} what="the register of training" isPage>
        {({ rows, isCut }) =>
          rows.length === 0 ? (
            <EmptyState
              sentence={search.standing || search.personKind ? 'Nobody stands so.' : 'No training is recorded yet.'}
            >
              {search.standing || search.personKind
                ? 'Choose “Any” to see everybody.'
                : 'Record a session: a list of codes is enough.'}
            </EmptyState>
          ) : (
            <>
              {isCut && <p className="govuk-inset-text">These are the latest 1,000. The file has no more either.</p>}
              <TrainingTable rows={rows} mayWithdraw={mayAdd} />
              <p className="govuk-body-s">
                <CsvLink path="/naloxone/trainings" query={search} what="this register" />
              </p>
            </>
          )
        }
      </Answered>
    </>
  )
}

function TrainingTable({ rows, mayWithdraw }: { rows: readonly Training[]; mayWithdraw: boolean }) {
  const { slug: partnership } = usePartnership()
  return (
    <Table
      caption="Trainings, latest first"
      isCaptionHidden
      rows={rows}
      rowKey={({ trainingId }) => trainingId}
      columns={[
        { heading: 'Person', isRowHeading: true, cell: ({ person }) => <span className="vigil-whole">{person}</span> },
        { heading: 'Who', cell: ({ personKind }) => say(trainedKindWords, personKind) },
        { heading: 'Trained', cell: ({ trainedOn }) => <DayText day={trainedOn} /> },
        { heading: 'Agency', cell: ({ agencyName }) => agencyName ?? 'not recorded' },
        {
          heading: 'Standing',
          cell: ({ standing, isLatest, competentUntil, withdrawnReason }) => (
            <>
              <Tag colour={isLatest ? colourOf[standing] : 'grey'}>
                {isLatest || standing === 'withdrawn' ? say(standingWords, standing) : 'Trained again since'}
              </Tag>
              {isLatest && competentUntil && (
                <>
                  {' '}
                  <DayText day={competentUntil} />
                </>
              )}
              {withdrawnReason && ` ${withdrawnReason}`}
            </>
          ),
        },
        {
          heading: 'Kits',
          cell: ({ supplyId }) =>
            supplyId ? (
              <Link to="/$partnership/supplies/$supplyId" params={{ partnership, supplyId }} className="govuk-link">
                Supply
              </Link>
            ) : (
              'none'
            ),
        },
        {
          heading: 'Mistake',
          cell: (training) => (mayWithdraw && !training.withdrawnReason ? <Withdraw training={training} /> : ''),
        },
      ]}
    />
  )
}

const colourOf: Record<Training['standing'], 'green' | 'orange' | 'red' | 'grey'> = {
  competent: 'green',
  ends_soon: 'orange',
  ended: 'red',
  not_competent: 'grey',
  not_known: 'grey',
  withdrawn: 'grey',
}

function Withdraw({ training: { trainingId, person } }: { training: Training }) {
  const [isAsking, setAsking] = useState(false)
  const withdrawing = useWriting(Training, 'PUT', `/naloxone/trainings/${trainingId}/withdrawn`)
  return isAsking ? (
    <SmallForm
      form={withdrawTraining}
      writing={withdrawing}
      send={(body) => withdrawing.mutate({ body }, { onSuccess: () => setAsking(false) })}
      submitLabel="Take it back"
      isWarning
      onLeave={() => setAsking(false)}
      idSuffix={trainingId}
    />
  ) : (
    <button type="button" className="vigil-link-button" onClick={() => setAsking(true)}>
      Take back<span className="govuk-visually-hidden"> the training of {person}</span>
    </button>
  )
}

interface SessionFormProps {
  onSaved: (session: ReturnType<typeof TrainingSession.parse>) => void
  onLeave: () => void
}

function SessionForm({ onSaved, onLeave }: SessionFormProps) {
  const { today } = usePartnership()
  const saving = useWriting(TrainingSession, 'POST', '/naloxone/trainings')
  const products = useAnswer(NaloxoneProducts, '/naloxone/products').data ?? []
  const batches = useAnswer(Batches, '/naloxone/batches').data ?? []
  const nameOf = (code: string) => products.find((product) => product.code === code)?.name ?? code
  const good = batches.filter(({ expiresOn }) => expiresOn >= today)
  return (
    <section className="vigil-card" aria-label="Record a session">
      <h2 className="govuk-heading-m">Record a session</h2>
      <SmallForm
        form={trainingSession}
        initial={{ trainedOn: today }}
        given={{
          productCode: { words: Object.fromEntries(products.map(({ code, name }) => [code, name])) },
          batchId: {
            words: Object.fromEntries(
              good.map(({ batchId, batchNumber, productCode }) => [batchId, `${batchNumber} (${nameOf(productCode)})`]),
            ),
          },
        }}
        writing={saving}
        send={(body) => saving.mutate({ body }, { onSuccess: onSaved })}
        submitLabel="Record this session"
        onLeave={onLeave}
      />
    </section>
  )
}
