import { createContext, useContext } from 'react'
import type { Partnership } from '../../server/contract/partnership.ts'

export const PartnershipContext = createContext<Partnership | null>(null)

/** The partnership named in the address. */
export function usePartnership(): Partnership {
  const partnership = useContext(PartnershipContext)
  if (!partnership) throw new Error('a page stands outside its partnership')
  return partnership
}
