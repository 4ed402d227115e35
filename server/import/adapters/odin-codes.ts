import type { z } from 'zod'
import type { Administration, OverdosePerson } from '../../contract/overdose.ts'

/** What ODIN's words mean in Vigil's codes. ODIN codebook: CodeForPhilly/datahack2020, psp_overdose_events_codebook.md. */

/** Suspected drugs; null where the word names no substance ("OTHER", "UNKNOWN"). */
export const SUSPECTED: Readonly<Record<string, string | null>> = {
  HEROIN: 'heroin',
  FENTANYL: 'fentanyl',
  // an analogue, or another synthetic opioid: only the class is certain
  'FENTANYL ANALOG/OTHER SYNTHETIC OPIOID': 'opioids',
  CARFENTANIL: 'carfentanil',
  'PHARMACEUTICAL OPIOID': 'opioid-unspecified',
  METHADONE: 'methadone',
  SUBOXONE: 'buprenorphine',
  'COCAINE/CRACK': 'cocaine',
  METHAMPHETAMINE: 'methamphetamine',
  'BATH SALTS': 'cathinones',
  MARIJUANA: 'cannabis',
  'SYNTHETIC MARIJUANA': 'synthetic-cannabinoids',
  ALCOHOL: 'ethanol',
  'BENZODIAZEPINES (I.E.VALIUM, XANAX, ATIVAN, ETC)': 'benzodiazepines',
  'BARBITURATES (I.E. AMYTAL, NEMBUTAL, ETC)': 'barbiturates',
  'PHARMACEUTICAL OTHER': 'other-medicines',
  OTHER: 'other-substance',
  UNKNOWN: null,
}

export const RESPONSE_TIMES: Readonly<Record<string, z.input<typeof Administration>['minutesToResponse']>> = {
  '<1 MINUTE': 'under_1',
  '1-3 MINUTES': '1_to_3',
  '3-5 MINUTES': '3_to_5',
  '>5 MINUTES': 'over_5',
  'DID NOT WORK': 'no_response',
  "DON'T KNOW": 'unknown',
}

/** Only where a third party is named; otherwise the file does not say who gave it. */
export const GIVERS: Readonly<Record<string, z.input<typeof Administration>['givenBy']>> = {
  'GOOD SAMARITAN': 'bystander',
  EMS: 'ambulance',
  'FIRE DEPARTMENT': 'fire_service',
  OTHER: 'other',
}

type Fate = Pick<z.input<typeof OverdosePerson>, 'outcome' | 'outcomeEvidence'>

/**
 * What became of a person. "Survive" says alive or not; how is taken from the revive action where it says, else from the response (a person
 * who was responsive came round). Survived, but nothing says how: `undefined`, for the codes of docs/domain.md, “Overdose events, reversals, survivors” all say how.
 */
export function readFate(survive: string, reviveAction: string, response: string): Fate | undefined {
  const seen = { outcomeEvidence: 'seen_by_reporter' as const }
  if (survive === 'N') {
    const reachedHospital = reviveAction.startsWith('HOSPITAL')
    return { outcome: reachedHospital ? 'died_later' : 'died_at_scene', ...seen }
  }
  if (survive !== 'Y') return { outcome: 'unknown', outcomeEvidence: 'unknown' }
  if (/^(HOSPITAL|TRANSPORTED)/.test(reviveAction)) return { outcome: 'taken_by_ambulance_alive', ...seen }
  if (reviveAction === 'ARREST') return { outcome: 'recovered_left', ...seen }
  if (/^(RELEASED|REFUSED|VERBALLY REFERRED)/.test(reviveAction)) return { outcome: 'recovered_stayed', ...seen }
  if (/^(RESPONSIVE|COMBATIVE)/.test(response)) return { outcome: 'recovered_stayed', ...seen }
  return undefined
}
