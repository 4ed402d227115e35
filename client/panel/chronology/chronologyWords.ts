import type { Entry, EntryKind, RiskWindow } from '../../../server/contract/chronology.ts'
import { wordsFor } from '../../words/words.ts'

export const entryKindWords = wordsFor<EntryKind>({
  treatment: 'Drug or alcohol treatment',
  prescribing: 'Prescribing',
  custody: 'In custody',
  release: 'Released from custody',
  court_order: 'Court order',
  hospital_attendance: 'Attended hospital',
  hospital_discharge: 'Discharged from hospital',
  housing: 'Housing',
  contact: 'Contact with a service',
  overdose: 'Overdose that was survived',
  life_event: 'Life event',
  other: 'Other',
})

export const entryRouteWords = wordsFor<NonNullable<Entry['route']>>({
  oral: 'By mouth',
  sublingual: 'Under the tongue',
  long_acting_injection: 'Long-acting injection',
  patch: 'Patch',
  nasal: 'Nasal',
  other: 'Other',
})

export const courtOrderWords = wordsFor<NonNullable<Entry['courtOrder']>>({
  alcohol_treatment: 'Alcohol treatment requirement (ATR)',
  drug_rehabilitation: 'Drug rehabilitation requirement (DRR)',
  mental_health_treatment: 'Mental health treatment requirement (MHTR)',
  other: 'Another order',
})

export const interceptStageWords = wordsFor<NonNullable<Entry['interceptStage']>>({
  community: 'In the community',
  police_contact: 'Contact with police',
  custody: 'Police custody',
  court: 'Court',
  prison: 'Prison',
  release: 'Release',
  community_sentence: 'Community sentence',
})

export const windowWords = wordsFor<RiskWindow['after']>({
  release_14: '14 days after release from custody',
  release_28: '28 days after release from custody',
  hospital_28: '28 days after discharge from hospital',
  treatment_183: 'six months after treatment ended',
})

const events = {
  release_14: 'release',
  release_28: 'release',
  hospital_28: 'discharge from hospital',
  treatment_183: 'treatment ended',
}

/** "Died 12 days after release", "Died 1 to 28 days after release" */
export function sayWindow({ after, daysFrom, daysTo }: RiskWindow) {
  const days = daysFrom === daysTo ? `${daysTo} ${daysTo === 1 ? 'day' : 'days'}` : `${daysFrom} to ${daysTo} days`
  return `Died ${daysTo === 0 ? 'on the day of' : `${days} after`} ${events[after]}`
}
