import { z } from 'zod'

/** RFC 9457, the one shape of every error. */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  /** Which fields were wrong, by their path in what was sent. */
  errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  /** On 412: the version that was edited and the one that stands now. */
  yours: z.unknown().optional(),
  current: z.unknown().optional(),
})
export type Problem = z.infer<typeof Problem>
