import type { DisclosureRule, ReleasedCell } from '../../../server/contract/release.ts'
import { CountText } from '../../ui/CountText.tsx'

/** A released count. What hidden means is read out with it: on a screen it stands once below the table. */
export function ReleasedCount({ count, rule }: Pick<ReleasedCell, 'count'> & { rule: DisclosureRule }) {
  return (
    <>
      <CountText count={count} />
      {count === 'hidden' && <span className="govuk-visually-hidden">: {rule.hidden}</span>}
    </>
  )
}
