import { readAlertBatches } from '../../../server/contract/rules/alert-batches.ts'
import { AlertEnd, NewAlertAnswer, NewKitRange, NewStockAlert } from '../../../server/contract/stock-alert.ts'
import { type Sent, smallForm } from '../../ui/smallForms.ts'
import { AlertBatchesControl } from './AlertBatchesControl.tsx'
import { alertKindWords, answerWords } from './stockWords.ts'

const text = (said: Sent, path: string) => String(said[path] ?? '').trim() || null

/** Every range of a text: `A000101 – A000200`, one a line. */
export function readRanges(written: string) {
  return written
    .split(/\r?\n/)
    .map((line) =>
      line
        .split(/\s+(?:–|-|to|bis)\s+|\t|;/)
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .filter((parts) => parts.length > 0)
    .map(([firstNumber = '', lastNumber = firstNumber]) => ({ firstNumber, lastNumber }))
}

export const newAlert = smallForm({
  fields: [
    {
      path: 'reference',
      label: 'Its number',
      kind: 'text',
      width: 'short',
      hint: 'As whoever gave it out writes it, for example NatPSA/2022/009/MHRA',
      missing: 'Enter the number of the alert',
    },
    {
      path: 'kind',
      label: 'What is to be done',
      kind: 'radios',
      words: alertKindWords,
      missing: 'Choose what is to be done',
    },
    {
      path: 'class',
      label: 'Class',
      kind: 'select',
      words: { '1': '1, the gravest', '2': '2', '3': '3', '4': '4, caution in use' },
      noneLabel: 'none given',
      isOptional: true,
    },
    { path: 'productCode', label: 'Product', kind: 'select', noneLabel: 'choose', missing: 'Choose the product' },
    { path: 'issuedOn', label: 'Given out on', kind: 'day', missing: 'Enter the day on which it was given out' },
    { path: 'title', label: 'What it is about', kind: 'text', missing: 'Say in a line what it is about' },
    {
      path: 'advice',
      label: 'What each holder does',
      kind: 'long text',
      missing: 'Say what each holder of these kits is to do',
    },
    {
      path: 'publicNotice',
      label: 'What people who were given a kit read',
      kind: 'long text',
      hint: 'On the public page, without signing in: most were given theirs without a name. Left empty, nothing is said there.',
      isOptional: true,
    },
    {
      path: 'batches',
      label: 'Batches',
      kind: 'long text',
      control: AlertBatchesControl,
      hint: 'Paste the table of the alert as it is, or write one batch a line. Leave it empty where the alert is about kit numbers.',
      isOptional: true,
    },
    {
      path: 'ranges',
      label: 'Numbers of kits',
      kind: 'long text',
      hint: 'One range a line, for example A000101 to A000200. Their batches are found by the ranges recorded here.',
      isOptional: true,
    },
  ],
  schema: NewStockAlert,
  toBody: ({ ranges, batches, ...said }) => ({
    ...said,
    class: said.class ? Number(said.class) : null,
    publicNotice: text(said, 'publicNotice'),
    batches: [...readAlertBatches(String(batches ?? '')).batches, ...readRanges(String(ranges ?? ''))],
  }),
})

export const alertAnswer = smallForm({
  fields: [
    { path: 'holderId', label: 'For', kind: 'select', noneLabel: 'choose', missing: 'Choose for whom you answer' },
    { path: 'state', label: 'How far it is', kind: 'radios', words: answerWords, missing: 'Choose how far it is' },
    {
      path: 'kitsFound',
      label: 'Kits found that the alert is about',
      kind: 'text',
      width: 'short',
      hint: 'None is 0. Left empty, nobody has looked yet.',
      isOptional: true,
    },
    { path: 'note', label: 'Note', kind: 'text', isOptional: true },
  ],
  schema: NewAlertAnswer,
  toBody: (said) => ({
    ...said,
    kitsFound: said.kitsFound ? Number(said.kitsFound) : null,
    note: text(said, 'note'),
  }),
})

export const endAlert = smallForm({
  fields: [
    {
      path: 'endedOn',
      label: 'Last day on which it stands',
      kind: 'day',
      hint: 'After it nothing is kept back, and the public page says nothing of it. Left empty, it stands again.',
      isOptional: true,
    },
  ],
  schema: AlertEnd,
  toBody: (said) => ({ endedOn: text(said, 'endedOn') }),
})

export const kitRange = smallForm({
  fields: [
    { path: 'batchId', label: 'Batch', kind: 'select', noneLabel: 'choose', missing: 'Choose the batch' },
    { path: 'firstNumber', label: 'First number', kind: 'text', width: 'short', missing: '' },
    { path: 'lastNumber', label: 'Last number', kind: 'text', width: 'short', missing: '' },
  ],
  schema: NewKitRange,
})
