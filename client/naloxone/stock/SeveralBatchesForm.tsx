import { useMemo, useState } from 'react'
import { z } from 'zod'
import { partialText } from '../../../server/contract/day.ts'
import { type StockHolder, StockMovement, type StockOnHand } from '../../../server/contract/stock.ts'
import { useWriting } from '../../api/answers.ts'
import { ProblemError } from '../../api/ask.ts'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { type Sent, type SmallField, smallForm } from '../../ui/smallForms.ts'
import { partialInWords } from '../../words/partialDay.ts'
import { plural, say } from '../../words/words.ts'
import { useProductName } from './OnHandTable.tsx'
import { document, note, number, occurredOn, onDay, text, toHolderId } from './stockForms.ts'
import { lineWords } from './stockWords.ts'

interface SeveralBatchesFormProps {
  kind: 'move' | 'issue' | 'expire' | 'destroy'
  fromHolderId: string
  own: readonly StockOnHand[]
  others: readonly StockHolder[]
  today: string
  onDone: (sentence: string) => void
}

type Line = { batchId: string; kits: number }
const pathOf = (batchId: string) => `kits ${batchId}`
const { kits, ...ofAll } = onDay

/** What leaves, batch by batch, in one go: all of it is recorded, or none. */
export function SeveralBatchesForm({ kind, fromHolderId, own, others, today, onDone }: SeveralBatchesFormProps) {
  const productName = useProductName()
  const { error, isPending, mutate } = useWriting(StockMovement, 'POST', '/stock/movements')
  const form = formOf(kind, own, productName)
  const [sent, setSent] = useState<readonly Line[]>([])
  const atFields = useMemo(() => atBatches(error, sent), [error, sent])
  return (
    <SmallForm
      form={form}
      idSuffix="several"
      writing={{ error: atFields, isPending }}
      initial={{ occurredOn: today }}
      given={{ toHolderId: { words: Object.fromEntries(others.map(({ holderId, name }) => [holderId, name])) } }}
      send={(body) => {
        setSent(body.lines)
        mutate(
          { body: { kind, fromHolderId, ...body } },
          {
            onSuccess: () => {
              const kits = body.lines.reduce((sum, line) => sum + line.kits, 0)
              onDone(
                `${say(lineWords, kind)}: ${plural(kits, 'kit')} of ${plural(body.lines.length, 'batch', 'batches')}. Recorded.`,
              )
            },
          },
        )
      }}
      submitLabel="Record them all"
    />
  )
}

function formOf(
  kind: SeveralBatchesFormProps['kind'],
  own: readonly StockOnHand[],
  productName: (code: string) => string,
) {
  const batches = own.map(
    ({ batchId, batchNumber, productCode, expiresOn, expiresPrecision, kits: there }): SmallField => ({
      path: pathOf(batchId),
      label: `${productName(productCode)}, batch ${batchNumber}`,
      kind: 'text',
      width: 'short',
      hint: `Expires ${partialInWords(partialText(expiresOn, expiresPrecision))}. ${plural(there, 'kit')} here`,
      isOptional: true,
    }),
  )
  const linesOf = (said: Sent) =>
    own.flatMap(({ batchId }) => (said[pathOf(batchId)] ? [{ batchId, kits: number(said, pathOf(batchId)) }] : []))
  return smallForm({
    fields: [...batches, ...(kind === 'move' ? [toHolderId] : []), occurredOn, document, note],
    schema: z.strictObject({
      lines: z.array(z.strictObject({ batchId: z.uuid(), kits })),
      ...(kind === 'move' ? { toHolderId: z.uuid() } : {}),
      ...ofAll,
    }),
    toBody: (said) => ({
      lines: linesOf(said),
      ...(kind === 'move' ? { toHolderId: said.toHolderId } : {}),
      occurredOn: said.occurredOn,
      document: text(said, 'document'),
      note: text(said, 'note'),
    }),
    check: (said) => [
      ...(linesOf(said).length === 0
        ? [{ path: batches[0]?.path ?? '', message: 'Write how many kits of at least one batch' }]
        : own
            .filter(({ batchId }) => said[pathOf(batchId)] && !kits.safeParse(number(said, pathOf(batchId))).success)
            .map(({ batchId, batchNumber }) => ({
              path: pathOf(batchId),
              message: `Batch ${batchNumber}: write a whole number, 1 or more`,
            }))),
      ...(kind === 'move' && !said.toHolderId ? [{ path: 'toHolderId', message: toHolderId.missing ?? '' }] : []),
      ...(ofAll.occurredOn.safeParse(said.occurredOn).success
        ? []
        : [{ path: 'occurredOn', message: occurredOn.missing ?? '' }]),
    ],
  })
}

/** What the server refuses of a line, at the field of its batch. */
function atBatches(error: ProblemError | null, sent: readonly Line[]): ProblemError | null {
  if (!error) return null
  const errors = error.problem.errors?.map(({ path, message }) => {
    const line = sent[Number(/^lines\.(\d+)/.exec(path)?.[1] ?? Number.NaN)]
    return { path: line ? pathOf(line.batchId) : path, message }
  })
  return new ProblemError({ ...error.problem, ...(errors ? { errors } : {}) })
}
