import { Death, DeathChange, DeathHistory, NewDeath } from '../../server/contract/death.ts'
import { type JudgedDeath, judgeDeath } from '../../server/contract/rules/death.ts'
import { recordKind } from '../record/recordKind.ts'
import { deathForm } from './deathSections.ts'

export const deathKind = recordKind({
  name: 'death',
  called: 'death',
  api: '/deaths',
  pages: 'deaths',
  idOf: ({ deathId }: Death) => deathId,
  adds: NewDeath,
  changes: DeathChange,
  answers: Death,
  history: DeathHistory,
  judge: (death, context) => judgeDeath(death as JudgedDeath, context),
  form: deathForm,
  ofAmendment: {
    title: 'This amendment',
    fields: [{ path: 'changeReason', label: 'What changed, and why', kind: 'long text' }],
  },
  write: 'death:write',
  withdrawn: { status: 'excluded', exclusionReason: 'Recorded by mistake' },
  addLabel: 'Record a death',
  allLabel: 'All deaths',
})
