import { Link } from '@tanstack/react-router'
import { writeCircle } from '../../../../server/contract/circle.ts'
import type { EventKind } from '../../../../server/contract/map.ts'
import type { MapWithin } from '../../../../server/contract/map-within.ts'
import { useMay } from '../../../api/may.ts'
import { usePartnership } from '../../../api/partnership.ts'
import { say } from '../../../words/words.ts'
import { eventLists, isListedAsKnown } from '../eventLists.ts'
import { eventWords } from '../eventWords.ts'

interface ListWithinProps {
  events: EventKind
  within: Pick<MapWithin, 'place' | 'from' | 'to' | 'withSubstance'>
  by: 'found' | 'residence' | undefined
  asKnownOn: string | undefined
}

/** The same events in their list, for those who may open it. */
export function ListWithin({ events, within: { place, from, to, withSubstance }, by, asKnownOn }: ListWithinProps) {
  const { slug: partnership } = usePartnership()
  const may = useMay()
  const { to: list, action } = eventLists[events]
  if (!may(action) || !isListedAsKnown(events, asKnownOn)) return null
  return (
    <Link
      className="govuk-link"
      to={list}
      params={{ partnership }}
      search={{
        ...{ from, to, ...(place.kind === 'area' ? { area: place.areaId } : { circle: writeCircle(place) }) },
        substance: withSubstance?.code,
        ...(events === 'deaths' ? { place: by, role: withSubstance?.role, asKnownOn } : {}),
        ...(events === 'reversals' ? { status: 'reversal' } : {}),
      }}
    >
      See the list<span className="govuk-visually-hidden"> of {say(eventWords, events).toLowerCase()} here</span>
    </Link>
  )
}
