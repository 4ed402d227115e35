import type { DeathsByYear } from '../../../server/contract/indicator.ts'
import { countInWords } from '../../ui/CountText.tsx'

export type YearOfDeaths = DeathsByYear['years'][number]

/** The last finished year beside the one before. An unfinished year is never called a fall, nor is one without records. */
export function sayYears(years: readonly YearOfDeaths[]) {
  const [last, before] = years.filter((year) => !year.isIncomplete).toReversed()
  const unfinished = years.filter((year) => year.isIncomplete).map(({ year }) => year)
  const sentences = last && before ? compare(last, before) : [last, before].flatMap((year) => (year ? say(year) : []))
  if (unfinished.length > 0) {
    sentences.push(
      `${unfinished.join(' and ')} ${unfinished.length === 1 ? 'is' : 'are'} incomplete: more deaths will become known.`,
    )
  }
  return sentences.join(' ')
}

/** Whether any death is recorded in the year, by whichever day. Hidden and not known are records. */
export function hasRecords({ deaths, byDayReported }: YearOfDeaths) {
  return deaths !== 0 || byDayReported !== 0
}

function compare(last: YearOfDeaths, before: YearOfDeaths) {
  const isLike = [last, before].every(({ deaths, byDayReported }) => deaths !== 0 && byDayReported === 0)
  return isLike ? [`${died(last)}, after ${died(before)}.`] : [say(last), say(before)]
}

function say(year: YearOfDeaths) {
  if (!hasRecords(year)) return `There are no records of ${year.year}.`
  if (year.byDayReported === 0) return `${died(year)}.`
  const reported = countInWords(year.byDayReported)
  const are = year.byDayReported === 1 ? 'is' : 'are'
  if (year.deaths === 0)
    return `Of ${year.year}, all ${reported} recorded ${are} known only by the day they were reported.`
  return `${died(year)}. ${reported} more ${are} known only by the day they were reported.`
}

function died({ year, deaths }: YearOfDeaths) {
  return `${countInWords(deaths)} ${deaths === 1 ? 'person' : 'people'} died in ${year}`
}
