import { NewOverdose, Overdose, OverdoseChange, OverdoseHistory } from '../../../server/contract/overdose.ts'
import { type JudgedOverdose, judgeOverdose } from '../../../server/contract/rules/overdose.ts'
import { recordKind, withdrawing } from '../../record/recordKind.ts'
import { overdoseForm } from './overdoseSections.ts'

export const overdoseKind = recordKind({
  name: 'overdose',
  called: 'report',
  api: '/overdoses',
  pages: 'reversals',
  idOf: ({ overdoseId }: Overdose) => overdoseId,
  adds: NewOverdose,
  changes: OverdoseChange,
  answers: Overdose,
  history: OverdoseHistory,
  judge: (event, context) => judgeOverdose(event as JudgedOverdose, context),
  form: overdoseForm,
  ...withdrawing('Withdraw this report?'),
  write: 'overdose:write',
  addLabel: 'Record a reversal',
  allLabel: 'All reversals and overdoses',
})
