import type { z } from 'zod'
import type { Timeline } from '../../../server/contract/map.ts'
import { plural } from '../../words/words.ts'

/** What the bars under the map cannot show. */
export function TimeNote({ timeline: { step, inDoubt, inexact } }: { timeline: z.infer<typeof Timeline> }) {
  return (
    <p className="vigil-provenance">
      Time by {step}. Hatched {step}s are not yet complete: more will become known.
      {inDoubt !== 0 && ` Not shown: ${plural(Number(inDoubt), 'record')} with a day that cannot be; see To look at.`}
      {inexact !== 0 && ` In no ${step}: ${plural(Number(inexact), 'record')} known only by the month or the year.`}
    </p>
  )
}
