import { z } from 'zod'
import { Day, StoredDay } from './day.ts'
import { nameText } from './text.ts'

export const NewToxicologyPanel = z.strictObject({
  name: nameText(120),
  laboratory: nameText(120).nullable().default(null),
  /** From which day the laboratory has looked for this. */
  validFrom: Day.nullable().default(null),
  /** What it looks for, at any level of the tree: a class stands for everything below it. */
  covers: z
    .array(z.string().min(1).max(80))
    .min(1, 'choose at least one substance')
    .max(400)
    .refine((codes) => new Set(codes).size === codes.length, 'names a substance twice'),
})
export type NewToxicologyPanel = z.infer<typeof NewToxicologyPanel>

/** What a laboratory looks for. A substance that is neither on the panel nor found was not tested: never negative. */
export const ToxicologyPanel = z.strictObject({
  panelId: z.uuid(),
  ...NewToxicologyPanel.shape,
  name: z.string(),
  laboratory: z.string().nullable(),
  validFrom: StoredDay.nullable(),
  covers: z.array(z.string()),
  /** Can no longer be chosen; the deaths that name it keep it. */
  isRetired: z.boolean(),
})
export type ToxicologyPanel = z.infer<typeof ToxicologyPanel>
export const ToxicologyPanels = z.array(ToxicologyPanel)

export const RetireToxicologyPanel = z.strictObject({ isRetired: z.boolean() })
export type RetireToxicologyPanel = z.infer<typeof RetireToxicologyPanel>
