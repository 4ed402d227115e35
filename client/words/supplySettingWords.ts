import type { NewSupply } from '../../server/contract/supply.ts'
import { wordsFor } from './words.ts'

export const supplySettingWords = wordsFor<NewSupply['setting']>({
  outreach: 'Outreach',
  custody: 'Custody',
  prison_release: 'Release from prison',
  needle_exchange: 'Needle exchange',
  treatment_service: 'Treatment service',
  pharmacy: 'Pharmacy',
  hospital: 'Hospital',
  hostel: 'Hostel',
  click_and_deliver: 'Click and deliver',
  training_session: 'Training session',
  other: 'Other',
  unknown: 'Don’t know',
})
