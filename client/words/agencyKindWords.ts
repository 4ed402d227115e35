import type { NewAgency } from '../../server/contract/partnership.ts'
import { wordsFor } from './words.ts'

export const agencyKindWords = wordsFor<NewAgency['kind']>({
  public_health: 'Public health',
  drug_service: 'Drug and alcohol service',
  outreach: 'Outreach',
  peer_network: 'Peer network',
  pharmacy: 'Pharmacy',
  ambulance: 'Ambulance service',
  hospital: 'Hospital',
  police: 'Police',
  prison: 'Prison',
  probation: 'Probation',
  criminal_justice_team: 'Criminal justice team',
  housing: 'Housing',
  coroner: 'Coroner',
  council: 'Council',
  voluntary: 'Voluntary organisation',
  children_services: 'Children’s services',
  youth_justice: 'Youth justice',
  education: 'Education',
  gp: 'General practice',
  medical_examiner: 'Medical examiner',
  fire: 'Fire and rescue',
  other: 'Other',
})
