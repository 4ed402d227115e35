import { sayAreaKind } from '../../areas/areas.ts'
import { placeWords } from '../../record/placeWords.ts'
import { askedRoleWords } from '../../substances/RoleFilter.tsx'
import { say } from '../../words/words.ts'
import { eventWords } from './eventWords.ts'
import type { MapSearch } from './mapSearch.ts'
import { shownAs, shownWords } from './shownAs.ts'

interface Shown {
  search: Pick<MapSearch, 'layer' | 'measure' | 'place' | 'role'>
  events: string
  /** Its name, where one is chosen. */
  substance: string | undefined
  areaKind: string | undefined
}

/** "Map of deaths" */
export function titleOf(events: string) {
  return `Map of ${say(eventWords, events).toLowerCase()}`
}

/** What was chosen, so that a printed map says what it is of: "Number of events; hexagons; placed where found; with heroin implicated". */
export function sayShown({ search: { layer, measure, place, role }, events, substance, areaKind }: Shown) {
  return [
    say(shownWords, shownAs({ layer, measure })),
    areaKind && `by ${lowered(sayAreaKind(areaKind))}`,
    events === 'deaths' && `placed ${say(placeWords, place ?? 'found')}`,
    events !== 'supplies' &&
      (substance
        ? `with ${substance}${events === 'deaths' ? ` ${say(askedRoleWords, role ?? 'implicated')}` : ''}`
        : 'any substance'),
  ]
    .filter(Boolean)
    .join('; ')
}

/** The first letter small, unless it begins an abbreviation. */
export function lowered(words: string) {
  return words.replace(/^[A-Z](?![A-Z])/, (first) => first.toLowerCase())
}
