import type { SavedLivesSplit } from '../../../server/contract/filters.ts'
import type { SavedLivesBy } from '../../../server/contract/indicator.ts'
import { countInWords } from '../../ui/CountText.tsx'
import { agencyKindWords } from '../../words/agencyKindWords.ts'
import { monthInWords } from '../../words/day.ts'
import { sayChannel } from '../../words/supplySettingWords.ts'
import { say, type Words, wordsFor } from '../../words/words.ts'

export type SavedLivesRow = SavedLivesBy['rows'][number]

export const splitWords: Words = wordsFor<SavedLivesSplit>({
  month: 'Month',
  area: 'Area',
  agency: 'Kind of agency',
  channel: 'Channel of the kit',
})

const notKnown: Record<SavedLivesSplit, string> = {
  month: 'Not known',
  area: 'In no area, or place not known',
  agency: 'No agency named',
  channel: 'Kit or its channel not known',
}

/** What a row of a split is called. */
export function nameOfPart(by: SavedLivesSplit, { part, name }: Pick<SavedLivesRow, 'part' | 'name'>): string {
  if (part === null) return notKnown[by]
  switch (by) {
    case 'month':
      return monthInWords(part)
    case 'area':
      return name ?? part
    case 'agency':
      return say(agencyKindWords, part)
    case 'channel':
      return sayChannel(part)
  }
}

export function sayAverted({ deathsAverted }: SavedLivesRow): string {
  if (!deathsAverted) return 'not estimated'
  const { low, high } = deathsAverted.range
  return `${low.toFixed(1)} to ${high.toFixed(1)}`
}

/** The part with the most, of those that are known by name. */
export function saySplit({ by, rows }: SavedLivesBy): string {
  const known = rows.filter(({ part, reversals }) => part !== null && typeof reversals === 'number' && reversals > 0)
  const [most] = known.toSorted((a, b) => Number(b.reversals) - Number(a.reversals))
  if (!most) return 'No reversals were reported in this period.'
  return `Most reversals reported: ${nameOfPart(by, most)}, ${countInWords(most.reversals)}, of which the outcome is unknown in ${countInWords(most.outcomeUnknown)}.`
}
