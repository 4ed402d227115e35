import { type FormEvent, useState } from 'react'
import { partialText } from '../../../server/contract/day.ts'
import { type Stock, type StockHolder, StockMovement } from '../../../server/contract/stock.ts'
import { Batches } from '../../../server/contract/supply.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { batchesFor, noRegisters } from '../../record/registers.ts'
import { ErrorSummary, type FieldError } from '../../ui/ErrorSummary.tsx'
import { TextField } from '../../ui/Field.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { Select } from '../../ui/Select.tsx'
import { partialInWords } from '../../words/partialDay.ts'
import { plural } from '../../words/words.ts'
import { useProductName } from './OnHandTable.tsx'

interface CountFormProps {
  stock: Stock
  holder: StockHolder
  onDone: (sentence: string) => void
}

/** A number for each batch that should be there; those left empty were not counted. The difference is made from the ledger as it is when it is sent. */
export function CountForm({ stock, holder, onDone }: CountFormProps) {
  const own = stock.onHand.filter(({ holderId }) => holderId === holder.holderId)
  const batches = useAnswer(Batches, '/naloxone/batches').data ?? []
  const [found, setFound] = useState<readonly string[]>([])
  const others = batches.filter(
    ({ batchId }) => !own.some((row) => row.batchId === batchId) && !found.includes(batchId),
  )
  const rows = [
    ...own,
    ...batches.filter(({ batchId }) => found.includes(batchId)).map((batch) => ({ ...batch, kits: 0 })),
  ]
  const productName = useProductName()
  const counting = useWriting(StockMovement, 'POST', '/stock/movements')
  const [written, setWritten] = useState<Readonly<Record<string, string>>>({})
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const said = rows.filter(({ batchId }) => written[batchId]?.trim())

  function submit(event: FormEvent) {
    event.preventDefault()
    const wrong = said
      .filter(({ batchId }) => !/^\d{1,6}$/.test(written[batchId]?.trim() ?? ''))
      .map(({ batchId, batchNumber }) => ({ path: batchId, message: `Batch ${batchNumber}: write a whole number` }))
    const none = [{ path: rows[0]?.batchId ?? 'found', message: 'Write how many there are of at least one batch' }]
    const refused = said.length === 0 ? none : wrong
    setErrors(refused)
    if (refused.length > 0 || counting.isPending) return
    const lines = said.map(({ batchId }) => ({ batchId, counted: Number(written[batchId]) }))
    counting.mutate(
      { body: { kind: 'count', holderId: holder.holderId, lines } },
      {
        onSuccess: () => {
          setWritten({})
          setFound([])
          onDone(`Counted: ${plural(lines.length, 'batch', 'batches')}. The ledger says the same now.`)
        },
        onError: ({ problem }) =>
          setErrors(
            (problem.errors ?? []).map(({ path, message }) => ({
              path: lines[Number(path.split('.')[1])]?.batchId ?? '',
              message,
            })),
          ),
      },
    )
  }
  return (
    <form className="vigil-form" noValidate onSubmit={submit}>
      <ErrorSummary errors={errors} />
      {counting.error && errors.length === 0 && <ProblemNotice failure={counting.error} />}
      <p className="govuk-body">Count what is there now. What you leave empty was not counted, and stays as it is.</p>
      {rows.map(({ batchId, batchNumber, productCode, expiresOn, expiresPrecision, kits }) => (
        <TextField
          key={batchId}
          path={batchId}
          label={`${productName(productCode)}, batch ${batchNumber}`}
          hint={`Expires ${partialInWords(partialText(expiresOn, expiresPrecision))}. In the ledger: ${kits}`}
          width="number"
          inputMode="numeric"
          value={written[batchId] ?? ''}
          error={errors.find(({ path }) => path === batchId)?.message}
          onChange={(value) => setWritten((now) => ({ ...now, [batchId]: value }))}
        />
      ))}
      <Select
        path="found"
        label="Another batch that is there"
        hint="Found on the shelf, though the ledger has none of it here"
        value=""
        words={batchesFor({ ...noRegisters, allBatches: others }, undefined, stock.today)}
        noneLabel="none"
        onChange={(batchId) => batchId && setFound((now) => [...now, batchId])}
      />
      <button type="submit" className="govuk-button">
        {counting.isPending ? 'Sending…' : 'Record the count'}
      </button>
    </form>
  )
}
