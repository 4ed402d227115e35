import { AcceptAllocation } from '../../../server/contract/naloxone-allocation.ts'
import { smallForm } from '../../ui/smallForms.ts'

export const acceptAllocation = smallForm({
  fields: [
    {
      path: 'fromHolderId',
      label: 'From',
      kind: 'select',
      noneLabel: 'choose',
      missing: 'Choose where the kits are taken from',
    },
    { path: 'productCode', label: 'Product', kind: 'select', noneLabel: 'choose', missing: 'Choose a product' },
  ],
  // the lines are those of the page
  schema: AcceptAllocation.omit({ lines: true }),
})
