import { createContext, useContext } from 'react'
import type { Action } from '../../server/contract/access.ts'
import type { Membership } from '../../server/contract/session.ts'

export const MembershipContext = createContext<Membership | null>(null)

/** What the person who is signed in is in the partnership of the address. */
export function useMembership(): Membership {
  const membership = useContext(MembershipContext)
  if (!membership) throw new Error('a page stands outside its partnership')
  return membership
}

/** `const may = useMay()`, then `may('death:write')`: whether their roles include it here. The server decides again, always. */
export function useMay() {
  const { actions } = useMembership()
  return (action: Action) => actions.includes(action)
}
