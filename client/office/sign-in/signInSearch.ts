import { z } from 'zod'
import { forgiving } from '../../frame/search.ts'

export const SignInSearch = z.object({
  /** the page to come back to */
  to: forgiving(z.string().max(1000)),
  /** came back from the organisation's own sign-in without an account */
  failed: forgiving(z.literal('sso')),
  /** the session ended while the page was open */
  ended: forgiving(z.literal('yes')),
})
