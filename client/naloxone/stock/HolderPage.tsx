import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { StockReminder } from '../../../server/contract/reminder.ts'
import { StockHistory, StockHolder, type StockLine, StockMovement } from '../../../server/contract/stock.ts'
import { NaloxoneProducts } from '../../../server/contract/supply.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { dayInWords, instantInWords } from '../../words/day.ts'
import { plural, say } from '../../words/words.ts'
import { MonthsText, RunsOutText } from './coverText.tsx'
import { OnHandTable, useProductName } from './OnHandTable.tsx'
import { changeHolder, takeBack } from './stockForms.ts'
import { holderKindWords, lineWords } from './stockWords.ts'

const route = getRouteApi('/$partnership/stock/holders/$holderId')
const SOON_DAYS = 60

/** One holder of stock: what it has, how long that lasts, and everything that ever happened there. */
export function HolderPage() {
  const { holderId } = route.useParams()
  const { slug: partnership } = usePartnership()
  const answer = useAnswer(StockHistory, `/stock/holders/${holderId}/history`)
  return (
    <>
      <Link to="/$partnership/stock" params={{ partnership }} className="govuk-back-link">
        Stock
      </Link>
      <Answered answer={answer} what="this holder of stock" isPage>
        {(history) => <History history={history} />}
      </Answered>
    </>
  )
}

function History({ history: { holder, onHand, cover, lines, isCut } }: { history: StockHistory }) {
  const { holderId, kind, name, agencyName, closedOn, capacity, minimumMonths } = holder
  const productName = useProductName()
  const kits = onHand.reduce((sum, row) => sum + row.kits, 0)
  return (
    <>
      <PageTitle title={name}>
        {[
          say(holderKindWords, kind),
          agencyName,
          minimumMonths && `should last ${plural(minimumMonths, 'month')}`,
          capacity && `room for ${plural(capacity, 'kit')}`,
        ]
          .filter(Boolean)
          .join(', ')}
        {closedOn && `. Holds nothing since ${dayInWords(closedOn)}.`}
      </PageTitle>
      {capacity !== null && kits > capacity && (
        <p className="govuk-inset-text">
          {plural(kits, 'kit')} are recorded here, more than the {capacity} that fit in: count them.
        </p>
      )}
      {closedOn === null && <Deeds holderId={holderId} hasKits={kits > 0} />}
      {onHand.length > 0 && <OnHandTable caption="What is here" rows={onHand} soonDays={SOON_DAYS} />}
      {cover.length > 0 && (
        <Table
          caption="How long it lasts"
          rows={cover}
          rowKey={({ productCode }) => productCode}
          columns={[
            { heading: 'Product', isRowHeading: true, cell: ({ productCode }) => productName(productCode) },
            { heading: 'Cover', isNumber: true, cell: ({ usable }) => usable },
            { heading: 'Left in 91 days', isNumber: true, cell: ({ issuedLately }) => issuedLately },
            { heading: 'Months', cell: (row) => <MonthsText cover={row} /> },
            { heading: 'Runs out', cell: (row) => <RunsOutText cover={row} /> },
          ]}
        />
      )}
      {lines.length === 0 ? (
        <EmptyState sentence="Nothing has happened here yet.">
          Record the first delivery, or count what is there.
        </EmptyState>
      ) : (
        <Lines holderId={holderId} lines={lines} isCut={isCut} />
      )}
      {closedOn === null && <TellMe holderId={holderId} />}
      <ChangeHolder holder={holder} />
    </>
  )
}

function Deeds({ holderId, hasKits }: { holderId: string; hasKits: boolean }) {
  const may = useMay()
  const { slug: partnership } = usePartnership()
  if (!may('stock:write')) return null
  const deeds = [
    ['receive', 'Receive kits'],
    ...(hasKits
      ? [
          ['move', 'Move kits'],
          ['count', 'Count'],
          ['issue', 'Give out'],
        ]
      : []),
  ] as ['receive' | 'move' | 'count' | 'issue', string][]
  return (
    <div className="vigil-actions">
      {deeds.map(([kind, label]) => (
        <Link
          key={kind}
          to="/$partnership/stock/record"
          params={{ partnership }}
          search={{ kind, holder: holderId }}
          className="govuk-button govuk-button--secondary vigil-flush"
        >
          {label}
        </Link>
      ))}
    </div>
  )
}

/** What a line says of where kits came from or went to, seen from one holder. */
function saidOf({ fromHolderId, fromHolderName, toHolderName, kind, counted }: StockLine, holderId: string) {
  if (kind === 'count' && counted !== null) return `${counted} were there`
  if (kind !== 'move') return ''
  return fromHolderId === holderId ? `to ${toHolderName ?? 'elsewhere'}` : `from ${fromHolderName ?? 'elsewhere'}`
}

function Lines({ holderId, lines, isCut }: { holderId: string; lines: StockLine[]; isCut: boolean }) {
  const { timeZone } = usePartnership()
  const may = useMay()
  const [asking, setAsking] = useState<string>()
  return (
    <>
      <Table
        caption="What happened here"
        rows={lines}
        rowKey={({ lineId }) => lineId}
        isSelected={({ lineId }) => lineId === asking}
        columns={[
          {
            heading: 'Day',
            isRowHeading: true,
            cell: ({ occurredOn, recordedAt }) => (
              <span title={`Recorded ${instantInWords(recordedAt, timeZone)}`}>
                <DayText day={occurredOn} />
              </span>
            ),
          },
          {
            heading: 'What',
            cell: (line) => (
              <>
                {say(lineWords, line.kind)} {saidOf(line, holderId)}{' '}
                {line.reversesLineId && <Tag colour="grey">takes back</Tag>}
                {line.reversedByLineId && <Tag colour="grey">taken back</Tag>}
              </>
            ),
          },
          { heading: 'Batch', cell: ({ batchNumber, productName }) => batchNumber ?? productName },
          {
            heading: 'Kits',
            isNumber: true,
            cell: ({ kits, fromHolderId, kind }) =>
              kind === 'order' ? kits : fromHolderId === holderId ? `−${kits}` : `+${kits}`,
          },
          { heading: 'Then there', isNumber: true, cell: ({ balance }) => balance ?? '–' },
          { heading: 'Note', cell: ({ note, document }) => [document, note].filter(Boolean).join('. ') },
          ...(may('stock:write')
            ? [
                {
                  heading: 'Mistake?',
                  cell: (line: StockLine) =>
                    !line.reversesLineId &&
                    !line.reversedByLineId && (
                      <TakeBack line={line} isAsking={asking === line.lineId} onAsk={setAsking} />
                    ),
                },
              ]
            : []),
        ]}
      />
      <p className="govuk-body-s">
        {isCut && 'The newest 1,000 lines. '}
        <CsvLink path={`/stock/holders/${holderId}/history`} what="this history" needsSecondFactor={false} />
      </p>
    </>
  )
}

interface TakeBackProps {
  line: StockLine
  isAsking: boolean
  onAsk: (lineId: string | undefined) => void
}

function TakeBack({ line: { lineId, kind, occurredOn }, isAsking, onAsk }: TakeBackProps) {
  const reversing = useWriting(StockMovement, 'POST', `/stock/lines/${lineId}/reversal`)
  if (!isAsking)
    return (
      <button type="button" className="vigil-link-button" onClick={() => onAsk(lineId)}>
        Take it back
        <span className="govuk-visually-hidden">
          : {say(lineWords, kind)} {dayInWords(occurredOn)}
        </span>
      </button>
    )
  return (
    <SmallForm
      form={takeBack}
      idSuffix={lineId}
      writing={reversing}
      send={(body) => reversing.mutate({ body }, { onSuccess: () => onAsk(undefined) })}
      submitLabel="Take it back"
      onLeave={() => onAsk(undefined)}
    />
  )
}

/** A mail to whoever asks here, which says only that there is something to look at. */
function TellMe({ holderId }: { holderId: string }) {
  const path = `/stock/holders/${holderId}/reminder`
  const reminder = useAnswer(StockReminder, path).data
  const changing = useWriting(StockReminder, 'PUT', path)
  if (!reminder || (!reminder.isMailOn && !reminder.isOn)) return null
  const { isOn } = reminder
  return (
    <div className="vigil-actions">
      <p className="govuk-body vigil-flush">
        {isOn
          ? `You are told by mail, once a month at most, when kits here expire within ${SOON_DAYS} days.`
          : `You can be told by mail when kits here expire within ${SOON_DAYS} days.`}
      </p>
      <button
        type="button"
        className="govuk-button govuk-button--secondary vigil-flush"
        onClick={() => changing.mutate({ body: { isOn: !isOn } })}
      >
        {isOn ? 'Tell me no longer' : 'Tell me'}
      </button>
      {changing.error && <ProblemNotice failure={changing.error} />}
    </div>
  )
}

function ChangeHolder({ holder }: { holder: StockHolder }) {
  const may = useMay()
  const [isChanging, setChanging] = useState(false)
  const changing = useWriting(StockHolder, 'PUT', `/stock/holders/${holder.holderId}`)
  const products = useAnswer(NaloxoneProducts, '/naloxone/products').data ?? []
  if (!may('stock:write')) return null
  if (!isChanging)
    return (
      <button type="button" className="govuk-button govuk-button--secondary" onClick={() => setChanging(true)}>
        Change or close it
      </button>
    )
  const { kind, name, agencyId, place, capacity, minimumMonths, notHeld, closedOn, revision } = holder
  return (
    <SmallForm
      form={changeHolder}
      given={{ notHeld: { words: Object.fromEntries(products.map(({ code, name: word }) => [code, word])) } }}
      initial={{
        ...{ kind, name, agencyId: agencyId ?? '', place: place ? `${place.latitude}, ${place.longitude}` : '' },
        capacity: capacity === null ? '' : String(capacity),
        minimumMonths: minimumMonths === null ? '' : String(minimumMonths),
        ...{ notHeld: notHeld.join(','), closedOn: closedOn ?? '' },
      }}
      writing={changing}
      send={(body) => changing.mutate({ body, revision }, { onSuccess: () => setChanging(false) })}
      submitLabel="Save"
      onLeave={() => setChanging(false)}
    />
  )
}
