import type { ImportIssue, ImportRun, ImportSubject } from '../../server/contract/import.ts'
import { wordsFor } from '../words/words.ts'

export const subjectWords = wordsFor<ImportSubject>({
  deaths: 'Deaths',
  naloxone: 'Naloxone: reversals and supplies',
  areas: 'Areas (GeoJSON or TopoJSON)',
  postcodes: 'Postcodes',
})

export const runStateWords = wordsFor<ImportRun['state']>({
  running: 'Running',
  done: 'Done',
  rolled_back: 'Not kept: nothing was added',
  failed: 'Failed',
})

export const severityWords = wordsFor<ImportIssue['severity']>({ refused: 'Refused', doubtful: 'Kept; look at it' })
