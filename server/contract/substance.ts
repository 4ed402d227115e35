import { z } from 'zod'

export const Substance = z.strictObject({
  code: z.string(),
  name: z.string(),
  level: z.enum(['class', 'family', 'drug']),
  parentCode: z.string().nullable(),
  controlledClass: z.string().nullable(),
  naloxoneHelps: z.enum(['yes', 'no', 'unknown']),
  isWatched: z.boolean(),
  isMetabolite: z.boolean(),
  aliases: z.array(z.string()),
})
export type Substance = z.infer<typeof Substance>
export const Substances = z.array(Substance)
