import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { StockLineKind } from '../../../server/contract/filters.ts'
import { Stock, StockMovement } from '../../../server/contract/stock.ts'
import { Batch, Batches, NaloxoneProducts } from '../../../server/contract/supply.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { ProblemError } from '../../api/ask.ts'
import { usePartnership } from '../../api/partnership.ts'
import { batchesFor, noRegisters } from '../../record/registers.ts'
import { Answered } from '../../ui/Answered.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { plural, say } from '../../words/words.ts'
import { CountForm } from './CountForm.tsx'
import { SeveralBatchesForm } from './SeveralBatchesForm.tsx'
import { batchMovement, moveElsewhere, newBatch, orderKits } from './stockForms.ts'
import { lineWords, movementWords } from './stockWords.ts'

const route = getRouteApi('/$partnership/stock/record')

/** What came, went or was counted: first what and where, both in the address, then the few fields that this needs. */
export function RecordMovementPage() {
  const search = route.useSearch()
  const { kind = 'receive', holder } = search
  const stock = useAnswer(Stock, '/stock')
  const navigate = useNavigate({ from: '/$partnership/stock/record' })
  const { slug: partnership } = usePartnership()
  const [done, setDone] = useState<string>()
  const choose = (changed: Partial<typeof search>) => {
    setDone(undefined)
    void navigate({ search: (now) => ({ ...now, order: undefined, ...changed }), resetScroll: false, replace: true })
  }
  return (
    <>
      <Link to="/$partnership/stock" params={{ partnership }} className="govuk-back-link">
        Stock
      </Link>
      <PageTitle />
      {done && (
        <div className="govuk-inset-text" role="status">
          {done}{' '}
          {holder && (
            <Link
              to="/$partnership/stock/holders/$holderId"
              params={{ partnership, holderId: holder }}
              className="govuk-link"
            >
              See what is there now
            </Link>
          )}
        </div>
      )}
      <Answered answer={stock} what="what is in stock">
        {(found) => {
          const open = found.holders.filter(({ closedOn }) => closedOn === null)
          if (open.length === 0)
            return (
              <EmptyState sentence="Nothing that holds kits is recorded yet.">
                <Link to="/$partnership/stock/holders/new" params={{ partnership }} className="govuk-link">
                  Add a site, vehicle, box or worker first
                </Link>
                .
              </EmptyState>
            )
          const chosen = open.find(({ holderId }) => holderId === holder)
          return (
            <>
              <div className="vigil-filters">
                <SelectFilter<StockLineKind>
                  path="kind"
                  label="What happened"
                  value={kind}
                  words={movementWords}
                  onChange={(code) => choose({ kind: code })}
                />
                <SelectFilter
                  path="holder"
                  label="Where"
                  value={chosen?.holderId}
                  words={Object.fromEntries(open.map(({ holderId, name }) => [holderId, name]))}
                  anyLabel="choose"
                  onChange={(code: string | undefined) => choose({ holder: code, batch: undefined })}
                />
              </div>
              {!chosen ? (
                <p className="govuk-body">Choose where it happened.</p>
              ) : kind === 'count' ? (
                <CountForm key={chosen.holderId} stock={found} holder={chosen} onDone={setDone} />
              ) : (
                <MovementForm
                  key={`${kind} ${chosen.holderId} ${search.batch} ${done}`}
                  stock={found}
                  kind={kind}
                  onDone={setDone}
                />
              )}
            </>
          )
        }}
      </Answered>
    </>
  )
}

interface MovementFormProps {
  stock: Stock
  kind: Exclude<StockLineKind, 'count'>
  onDone: (sentence: string) => void
}

/** What the server refuses of the one line stands at the form's own fields. */
function useRecording() {
  const { error, isPending, mutate } = useWriting(StockMovement, 'POST', '/stock/movements')
  const atFields = useMemo(() => {
    if (!error) return null
    const errors = error.problem.errors?.map((one) => ({ ...one, path: one.path.replace(/^lines\.0\./, '') }))
    return new ProblemError({ ...error.problem, ...(errors ? { errors } : {}) })
  }, [error])
  return { error: atFields, isPending, mutate }
}

const COMES_IN: readonly StockLineKind[] = ['receive', 'return', 'order']

function MovementForm({ stock, kind, onDone }: MovementFormProps) {
  const { holder = '', order, batch } = route.useSearch()
  const { today } = usePartnership()
  const recording = useRecording()
  const batches = useAnswer(Batches, '/naloxone/batches')
  const products = useAnswer(NaloxoneProducts, '/naloxone/products')
  const comesIn = COMES_IN.includes(kind)
  const own = stock.onHand.filter(({ holderId }) => holderId === holder)
  // as it was opened: the form stays until what it sent is said, though it took the last kits
  const [wasEmpty] = useState(own.length === 0)
  const [isSeveral] = useState(own.length > 1 && !batch)
  const kitsOf = new Map(own.map(({ batchId, kits }) => [batchId, kits]))
  const offered = (batches.data ?? []).filter(({ batchId }) => comesIn || kitsOf.has(batchId))
  const names = batchesFor({ ...noRegisters, allBatches: offered }, undefined, today)
  const words = comesIn
    ? names
    : Object.fromEntries(
        Object.entries(names).map(([id, word]) => [id, `${word}: ${plural(kitsOf.get(id) ?? 0, 'kit')} here`]),
      )
  const others = stock.holders.filter(({ holderId, closedOn }) => holderId !== holder && closedOn === null)
  const side = comesIn ? { toHolderId: holder } : { fromHolderId: holder }

  function record({ kits, toHolderId, productCode, batchId, ...rest }: Record<string, unknown> & { kits: number }) {
    const line =
      kind === 'order'
        ? { productCode, kits }
        : { batchId, kits, ...(kind === 'receive' && order ? { orderLineId: order } : {}) }
    const body = { kind, ...side, ...(toHolderId ? { toHolderId } : {}), ...rest, lines: [line] }
    recording.mutate(
      { body },
      { onSuccess: () => onDone(`${say(lineWords, kind)}: ${plural(kits, 'kit')}. Recorded.`) },
    )
  }
  if (!comesIn && wasEmpty)
    return (
      <p className="govuk-inset-text">
        No kits are recorded here, so that none can leave. If there are some, record the delivery or count them first.
      </p>
    )
  // from a row of the table one batch is meant
  const several =
    (kind === 'move' || kind === 'issue' || kind === 'expire' || kind === 'destroy') && isSeveral
      ? { kind, fromHolderId: holder, own, others, today, onDone }
      : undefined
  const initial = { occurredOn: today, batchId: batch && words[batch] ? batch : '' }
  const shared = { writing: recording, initial, submitLabel: 'Record it' } as const
  const given = {
    batchId: { words },
    toHolderId: { words: Object.fromEntries(others.map(({ holderId, name }) => [holderId, name])) },
    productCode: { words: Object.fromEntries((products.data ?? []).map(({ code, name }) => [code, name])) },
  }
  return (
    <Answered answer={batches} what="batches">
      {() => (
        <>
          {several ? (
            <SeveralBatchesForm {...several} />
          ) : kind === 'order' ? (
            <SmallForm form={orderKits} {...shared} given={given} send={record} />
          ) : kind === 'move' ? (
            <SmallForm form={moveElsewhere} {...shared} given={given} send={record} />
          ) : (
            <SmallForm form={batchMovement} {...shared} given={given} send={record} />
          )}
          {comesIn && kind !== 'order' && <ArrivedBatch productWords={given.productCode.words} />}
        </>
      )}
    </Answered>
  )
}

/** A delivery brings what no list has: whoever unpacks it adds the batch, and goes on with it chosen. */
function ArrivedBatch({ productWords }: { productWords: Readonly<Record<string, string>> }) {
  const navigate = useNavigate({ from: '/$partnership/stock/record' })
  const adding = useWriting(Batch, 'POST', '/stock/batches')
  const [isAdding, setAdding] = useState(false)
  if (!isAdding)
    return (
      <p className="govuk-body">
        The batch is not in the list?{' '}
        <button type="button" className="vigil-link-button" onClick={() => setAdding(true)}>
          Add it
        </button>
      </p>
    )
  return (
    <section className="vigil-card" aria-label="Add a batch">
      <h2 className="govuk-heading-s">Add a batch</h2>
      <SmallForm
        form={newBatch}
        idSuffix="batch"
        given={{ productCode: { words: productWords } }}
        writing={adding}
        send={(body) =>
          adding.mutate(
            { body },
            {
              onSuccess: ({ batchId }) =>
                void navigate({
                  search: (now) => ({ ...now, batch: batchId }),
                  resetScroll: false,
                  replace: true,
                }),
            },
          )
        }
        submitLabel="Add this batch"
        onLeave={() => setAdding(false)}
      />
    </section>
  )
}
