import {
  NewOverdose,
  OverdoseChange,
  OverdoseListQuery,
  OverdosePage,
  type OverdoseRow,
} from '../../contract/overdose.ts'
import type { Reference } from '../../http/refuse.ts'
import { recordRoutes } from '../../records/record-routes.ts'
import { listOverdoses, overdoses } from './store.ts'

export const overdoseRoutes = recordRoutes(overdoses, {
  path: '/overdoses',
  reads: 'overdose:read',
  writes: 'overdose:write',
  deeds: { one: 'a reversal', many: 'reversals' },
  a: 'an event',
  carries: ['case text', 'exact place'],
  list: {
    summary: 'Overdose events, latest first; status "reversal" lists those with a reversal',
    query: OverdoseListQuery,
    answer: OverdosePage,
    carries: ['case text'],
    csv: { fileName: 'overdoses', rows: (page) => page.rows.map((row: OverdoseRow) => ({ ...row })) },
    handle: listOverdoses,
  },
  add: { summary: 'Record an overdose event: its persons, and the naloxone each was given', body: NewOverdose },
  find: { summary: 'An overdose event as it stands now' },
  amend: {
    summary: 'Amend or withdraw an overdose event: a new revision, from the version named in If-Match',
    body: OverdoseChange,
  },
  history: { summary: 'Every revision of an overdose event, newest first' },
  referencesOf,
})

function referencesOf({ agencyId, persons }: Pick<NewOverdose, 'agencyId' | 'persons'>): Reference[] {
  return [
    { path: 'agencyId', to: 'agency', value: agencyId },
    ...persons.flatMap(({ deathId, substanceCodes, administrations }, at): Reference[] => [
      { path: `persons.${at}.deathId`, to: 'death', value: deathId },
      ...substanceCodes.map(
        (value, index): Reference => ({ path: `persons.${at}.substanceCodes.${index}`, to: 'substance', value }),
      ),
      ...administrations.flatMap(({ productCode, kitId, batchId }, index): Reference[] => [
        { path: `persons.${at}.administrations.${index}.productCode`, to: 'product', value: productCode },
        { path: `persons.${at}.administrations.${index}.kitId`, to: 'kit', value: kitId },
        { path: `persons.${at}.administrations.${index}.batchId`, to: 'batch', value: batchId },
      ]),
    ]),
  ]
}
