import { type JudgedSupply, judgeSupply } from '../../../server/contract/rules/supply.ts'
import { NewSupply, Supply, SupplyChange, SupplyHistory } from '../../../server/contract/supply.ts'
import { recordKind, withdrawing } from '../../record/recordKind.ts'
import { supplyForm } from './supplySections.ts'

export const supplyKind = recordKind({
  name: 'supply',
  called: 'supply',
  api: '/supplies',
  pages: 'supplies',
  idOf: ({ supplyId }: Supply) => supplyId,
  adds: NewSupply,
  changes: SupplyChange,
  answers: Supply,
  history: SupplyHistory,
  judge: (supply, context) => judgeSupply(supply as JudgedSupply, context),
  form: supplyForm,
  ...withdrawing('Withdraw this supply?'),
  write: 'supply:write',
  addLabel: 'Record a supply',
  allLabel: 'All supplies',
})
