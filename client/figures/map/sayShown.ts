import { sayAreaKind } from '../../areas/areas.ts'
import { placeWords } from '../../record/placeWords.ts'
import { askedRoleWords } from '../../substances/RoleFilter.tsx'
import { dayInWords } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { eventWords } from './eventWords.ts'
import type { MapSearch } from './mapSearch.ts'
import { shownAs, shownWords } from './shownAs.ts'

interface Shown {
  search: Pick<MapSearch, 'layer' | 'measure' | 'place' | 'role' | 'maps' | 'known'>
  events: string
  /** Its name, where one is chosen. */
  substance: string | undefined
  areaKind: string | undefined
}

/** "Map of deaths" */
export function titleOf(events: string, beside?: string) {
  const kinds = [events, ...(beside ? [beside] : [])].map((kind) => say(eventWords, kind).toLowerCase())
  return `Map of ${kinds.join(' and ')}`
}

const aside = {
  before: 'beside the period before',
  substance: 'a map of each of the twelve substances named most',
  quarter: 'a map of each quarter',
}

/** What was chosen, so that a printed map says what it is of: "Number of events; hexagons; placed where found; with heroin implicated". */
export function sayShown({ search: { layer, measure, place, role, maps, known }, events, substance, areaKind }: Shown) {
  const isSheet = maps === 'substance' || maps === 'quarter'
  return [
    say(shownWords, shownAs(isSheet ? {} : { layer, measure })),
    areaKind && `by ${lowered(sayAreaKind(areaKind))}`,
    events === 'deaths' && `placed ${say(placeWords, place ?? 'found')}`,
    maps && aside[maps],
    events !== 'supplies' &&
      maps !== 'substance' &&
      (substance
        ? `with ${substance}${events === 'deaths' ? ` ${say(askedRoleWords, role ?? 'implicated')}` : ''}`
        : 'any substance'),
    known && (isSheet || !layer) && `as known on ${dayInWords(known)}`,
  ]
    .filter(Boolean)
    .join('; ')
}

/** The first letter small, unless it begins an abbreviation. */
export function lowered(words: string) {
  return words.replace(/^[A-Z](?![A-Z])/, (first) => first.toLowerCase())
}
