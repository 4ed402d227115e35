/** The weeks before the one judged that it is judged by. */
export type ReferenceWeeks = {
  weeks: number[]
  /** Of each week: the last season is that of the week judged, and the others follow it; all 0 where there is one season. */
  seasons: number[]
}

export type WeeksChosen = {
  yearsBack: number
  /** Weeks to each side of the same week in years before, which are one season with it. */
  halfWindow: number
  /** The rest of each year is cut into so many seasons less one; with one season it is not used at all. */
  seasons: number
  /** The last weeks, which an outbreak may be in already. */
  weeksLeftOut: number
  /** The same week so many years before. */
  weekYearsBefore: (at: number, years: number) => number
}

/** Null where the series does not reach back far enough. */
export function referenceWeeks(at: number, chosen: WeeksChosen): ReferenceWeeks | null {
  const { yearsBack, halfWindow, weekYearsBefore } = chosen
  const centres = Array.from({ length: yearsBack + 1 }, (_, i) => weekYearsBefore(at, yearsBack - i))
  if ((centres[0] as number) < halfWindow) return null
  const end = at - chosen.weeksLeftOut
  const reference: ReferenceWeeks = { weeks: [], seasons: [] }
  centres.slice(0, -1).forEach((centre, year) => {
    const next = centres[year + 1] as number
    const rest = next - centre - 2 * halfWindow - 1
    const until = chosen.seasons === 1 ? centre + halfWindow + 1 : next - halfWindow
    for (let week = centre - halfWindow; week < Math.min(end, until); week++) {
      const past = week - centre - halfWindow - 1
      reference.weeks.push(week)
      reference.seasons.push(past < 0 ? chosen.seasons - 1 : part(past, rest, chosen.seasons - 1))
    }
  })
  return reference
}

/** Which of `parts` blocks a week is in, when `length` weeks are cut as evenly as they can be, the longer blocks first. */
function part(week: number, length: number, parts: number): number {
  const least = Math.floor(length / parts)
  const longer = length % parts
  return week < longer * (least + 1)
    ? Math.floor(week / (least + 1))
    : longer + Math.floor((week - longer * (least + 1)) / least)
}
