import type { NewSupply } from '../../server/contract/supply.ts'
import { say, wordsFor } from './words.ts'

export const supplySettingWords = wordsFor<NewSupply['setting']>({
  outreach: 'Outreach',
  treatment_service: 'Treatment service',
  needle_exchange: 'Needle exchange',
  pharmacy: 'Pharmacy',
  pharmacy_prescription: 'Pharmacy, on prescription',
  hostel: 'Hostel',
  peer: 'Peer to peer',
  click_and_deliver: 'Post, and click and deliver',
  hospital: 'Hospital',
  ambulance: 'Ambulance',
  police: 'Police',
  custody: 'Custody',
  court: 'Court',
  probation: 'Probation',
  prison_release: 'Release from prison',
  training_session: 'Training session',
  other: 'Other',
  unknown: 'Don’t know',
})

/** By which channel a kit had been supplied, where its batch went out by one or by several. */
export const sayChannel = (channel: string) =>
  channel === 'several' ? 'More than one channel' : say(supplySettingWords, channel)
