import type { MapDescription } from '../../../server/contract/map-description.ts'
import type { Signal } from '../../../server/contract/signal.ts'
import { dayInWords, daysBetween } from '../../words/day.ts'
import { plural } from '../../words/words.ts'
import { eventsOf } from './flagged.ts'
import { recordWords } from './signalWords.ts'

/** What a signal is of, as short as its mark on the map: "reversals", "metonitazene". */
export function sayKind({ stream, substances }: Pick<Signal, 'stream' | 'substances'>) {
  if (stream !== 'toxicology') return recordWords[stream].many
  return substances.map(({ name }) => name.toLowerCase()).join(' with ') || 'substances'
}

/** How many, and in how many days: "reversals, 10 in 8 days". */
export function sayCases(signal: Pick<Signal, 'stream' | 'substances' | 'observed' | 'firstDay' | 'lastDay'>) {
  return `${sayKind(signal)}, ${signal.observed} in ${plural(daysBetween(signal.firstDay, signal.lastDay) + 1, 'day')}`
}

/** Its age, and what its latest night changed: "flagged for 3 nights, 2 more last night"; "new last night"; "flagged until 3 November". */
export function sayGrowth({
  firstNight,
  night,
  change,
  isOfLastNight,
}: Pick<Signal, 'firstNight' | 'night' | 'change' | 'isOfLastNight'>) {
  if (!isOfLastNight) return `flagged until ${dayInWords(night).replace(/ \d+$/, '')}`
  const nights = daysBetween(firstNight, night) + 1
  if (nights === 1) return 'new last night'
  const changed = [change?.casesAdded && `${change.casesAdded} more`, change?.casesLeft && `${change.casesLeft} fewer`]
    .filter(Boolean)
    .join(', ')
  return `flagged for ${nights} nights${changed && `, ${changed} last night`}`
}

const tiers: readonly Signal['tier'][] = ['notify', 'watch', 'notice']

/** What was found last comes first, of the same night the stronger, then the younger. */
export function latestFirst(signals: readonly Signal[]) {
  return signals.toSorted(
    (a, b) =>
      b.night.localeCompare(a.night) ||
      tiers.indexOf(a.tier) - tiers.indexOf(b.tier) ||
      b.firstNight.localeCompare(a.firstNight),
  )
}

/** From two standard deviations on a place stands out on the layer, by colour and by words. */
const STANDS_OUT = 2

/** Why the hot spots do not show a signal of the last night; null where they do. */
export function whyUnseen(
  signal: Signal,
  { description, events, days }: { description: MapDescription; events: string; days: number },
): string | null {
  if (signal.stream === 'toxicology')
    return 'it is of what was found in deaths, and this layer knows only how many there were'
  if (eventsOf(signal) !== events) return `it is of ${recordWords[signal.stream].many}, and these are other events`
  if (!signal.centre) return 'it is of the whole partnership, and has no place'
  if (description.refusal !== null)
    return `over ${days} days together the rates of the areas do not stand apart; its own days are ${daysOf(signal)}`
  const ids = new Set(signal.areas.map(({ areaId }) => areaId))
  const scores = description.areas.flatMap(({ areaId, score }) => (ids.has(areaId) && score !== null ? [score] : []))
  if (scores.length === 0) return 'its areas are of another kind than those drawn, or have no known residents'
  if (Math.max(...scores) >= STANDS_OUT) return null
  return `its ${daysOf(signal)} days are few beside the ${days} shown, over which its areas and their neighbours lie no higher than many`
}

function daysOf({ firstDay, lastDay }: Signal) {
  return Math.round((Date.parse(lastDay) - Date.parse(firstDay)) / 86_400_000) + 1
}
