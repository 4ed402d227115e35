import type { z } from 'zod'
import type { NewSupply } from '../../../server/contract/supply.ts'
import { wordsFor } from '../../words/words.ts'

type Details = z.infer<typeof NewSupply>

export const recipientWords = wordsFor<Details['recipientKind']>({
  at_risk: 'A person at risk',
  family_or_friend: 'Family or friend',
  worker: 'A worker',
  peer_distributor: 'A peer who passes kits on',
  public_box: 'A public box',
  vehicle: 'A vehicle',
  unknown: 'Don’t know',
})

export const supplyKindWords = wordsFor<Details['supplyKind']>({
  first: 'First supply',
  repeat: 'Repeat supply',
  unknown: 'Don’t know',
})

export const reasonWords = wordsFor<Details['reason']>({
  first: 'First kit',
  used: 'The last kit was used',
  lost: 'The last kit was lost',
  expired: 'The last kit expired',
  confiscated: 'The last kit was confiscated',
  damaged: 'The last kit was damaged',
  spare: 'A spare kit',
  unknown: 'Don’t know',
})
