import { z } from 'zod'
import { Day } from '../../../server/contract/day.ts'
import { NewStockHolder, StockHolderChange, StockReversal, TakeForSupply } from '../../../server/contract/stock.ts'
import { NewBatch } from '../../../server/contract/supply.ts'
import { agencyField } from '../../office/people/AgencySelect.tsx'
import { type Sent, type SmallField, smallForm } from '../../ui/smallForms.ts'
import { PlaceControl } from './PlaceControl.tsx'
import { holderKindWords } from './stockWords.ts'

export const text = (said: Sent, path: string) => String(said[path] ?? '') || null
export const number = (said: Sent, path: string) => (said[path] ? Number(String(said[path]).replace(',', '.')) : null)

const kits: SmallField = {
  path: 'kits',
  label: 'How many kits',
  kind: 'text',
  width: 'short',
  missing: 'Write how many kits, as a whole number',
}
export const occurredOn: SmallField = {
  path: 'occurredOn',
  label: 'On which day',
  kind: 'day',
  missing: 'Enter the day on which it happened',
}
export const document: SmallField = {
  path: 'document',
  label: 'Delivery note or order number',
  kind: 'text',
  width: 'wide',
  isOptional: true,
}
export const note: SmallField = {
  path: 'note',
  label: 'Note',
  kind: 'text',
  hint: 'May be left empty. Never a person’s name.',
  isOptional: true,
}
const batchId: SmallField = {
  path: 'batchId',
  label: 'Batch and expiry',
  kind: 'select',
  noneLabel: 'choose',
  missing: 'Choose the batch that is printed on the kits',
}

export const onDay = {
  kits: z.int().min(1).max(100_000),
  occurredOn: Day,
  document: z.string().max(120).nullable(),
  note: z.string().max(400).nullable(),
}
const toLine = (said: Sent) => ({
  ...said,
  kits: number(said, 'kits'),
  document: text(said, 'document'),
  note: text(said, 'note'),
})

/** Kits of one batch that came, or left. */
export const batchMovement = smallForm({
  fields: [batchId, kits, occurredOn, document, note],
  schema: z.strictObject({ batchId: z.uuid(), ...onDay }),
  toBody: toLine,
})

export const toHolderId: SmallField = {
  path: 'toHolderId',
  label: 'Where to',
  kind: 'select',
  noneLabel: 'choose',
  missing: 'Choose where they went',
}

export const moveElsewhere = smallForm({
  fields: [batchId, kits, toHolderId, occurredOn, document, note],
  schema: z.strictObject({ batchId: z.uuid(), toHolderId: z.uuid(), ...onDay }),
  toBody: toLine,
})

export const orderKits = smallForm({
  fields: [
    { path: 'productCode', label: 'Product', kind: 'select', noneLabel: 'choose', missing: 'Choose the product' },
    kits,
    occurredOn,
    document,
    note,
  ],
  schema: z.strictObject({ productCode: z.string().min(1), ...onDay }),
  toBody: toLine,
})

export const takeBack = smallForm({
  fields: [
    {
      path: 'note',
      label: 'Why is it taken back?',
      kind: 'text',
      hint: 'The line stays in the history, and beside it the one that undoes it.',
      missing: 'Say why it is taken back',
    },
  ],
  schema: StockReversal,
})

const holderFields: SmallField[] = [
  {
    path: 'kind',
    label: 'What holds them',
    kind: 'radios',
    words: holderKindWords,
    missing: 'Choose what holds the kits',
  },
  {
    path: 'name',
    label: 'Name',
    kind: 'text',
    width: 'wide',
    hint: 'As supplies name it as their site. Of a worker the name the service knows them by.',
    missing: 'Enter a name',
  },
  {
    ...agencyField,
    hint: 'Whose it is. Its people see and record this stock.',
    noneLabel: 'None',
    missing: '',
    isOptional: true,
  },
  { path: 'place', label: 'Where it is', kind: 'text', control: PlaceControl, isOptional: true },
  { path: 'capacity', label: 'Kits that fit in', kind: 'text', width: 'short', isOptional: true },
  {
    path: 'minimumMonths',
    label: 'How long stock should last, at least, in months',
    kind: 'text',
    width: 'short',
    hint: 'Below it the table of stock says so. Left empty, nobody is warned.',
    isOptional: true,
  },
]

const toHolder = (said: Sent) => {
  const [latitude, longitude] = String(said.place ?? '')
    .split(/[,;\s]+/)
    .map(Number)
  return {
    ...said,
    agencyId: text(said, 'agencyId'),
    place: said.place ? { latitude, longitude, precision: 'exact' } : null,
    capacity: number(said, 'capacity'),
    minimumMonths: number(said, 'minimumMonths'),
  }
}

export const newHolder = smallForm({ fields: holderFields, schema: NewStockHolder, toBody: toHolder })

export const changeHolder = smallForm({
  fields: [
    ...holderFields,
    {
      path: 'notHeld',
      label: 'Products it holds no longer',
      kind: 'checkboxes',
      hint: 'That there are none of them is no alarm.',
      isOptional: true,
    },
    {
      path: 'closedOn',
      label: 'Last day on which it holds kits',
      kind: 'day',
      hint: 'Only once it has none. Leave it empty while it is in use.',
      isOptional: true,
    },
  ],
  schema: StockHolderChange,
  toBody: (said) => ({ ...toHolder(said), closedOn: text(said, 'closedOn') }),
})

export const takeFor = smallForm({
  fields: [
    {
      path: 'holderId',
      label: 'Taken from',
      kind: 'select',
      noneLabel: 'choose',
      missing: 'Choose where the kits were taken from',
    },
    { ...batchId, missing: 'Choose the batch they were of' },
  ],
  schema: TakeForSupply,
})

/** A batch that has just arrived and is in no list. */
export const newBatch = smallForm({
  fields: [
    { path: 'productCode', label: 'Product', kind: 'select', noneLabel: 'choose', missing: 'Choose the product' },
    {
      path: 'batchNumber',
      label: 'Batch number',
      kind: 'text',
      width: 'short',
      hint: 'As printed on the kits',
      missing: 'Enter the batch number that is printed on the kits',
    },
    {
      path: 'expiresOn',
      label: 'Expiry',
      kind: 'text',
      width: 'short',
      hint: 'As printed: a month or a day, 09/2028',
      missing: 'Enter the expiry as it is printed, such as 09/2028',
    },
  ],
  schema: NewBatch,
})
