import type { Count } from '../../contract/figure.ts'
import type { DisclosureRule, ReleasedFigures, ReleasedTotals } from '../../contract/release.ts'
import { provenanceColumns } from '../figure.ts'

/** Hidden, not known and a count stand in one column as words or as a number, so that no empty cell is taken for a nought. */
const countText = (count: Count, rule: DisclosureRule) =>
  count === 'hidden' ? rule.hidden : count === null ? rule.notKnown : count

const statusOf = (count: Count, isRounded: boolean) =>
  count === 'hidden' ? 'hidden' : count === null ? 'not known' : isRounded ? 'rounded' : 'exact'

export function figureRows(answer: ReleasedFigures): Record<string, unknown>[] {
  const { areas, slices, cells, rule, release } = answer
  const areaOf = new Map(areas.map((area) => [area.area, area]))
  const sliceOf = new Map(slices.map((slice) => [slice.slice, slice]))
  return cells.map(({ area, slice, count, isRounded, interval, ratePer100k, rateInterval }) => ({
    kind: release.kind,
    year: release.year,
    area: areaOf.get(area)?.name,
    areasCounted: areaOf.get(area)?.members,
    slice: sliceOf.get(slice)?.name,
    count: countText(count, rule),
    status: statusOf(count, isRounded),
    low: interval?.low,
    high: interval?.high,
    ratePer100k: ratePer100k,
    rateLow: rateInterval?.low,
    rateHigh: rateInterval?.high,
    areaCode: area,
    sliceCode: slice,
    release: release.sequence,
    rule: rule.sentences.join(' '),
  }))
}

export function totalRows({ rule, rows }: ReleasedTotals): Record<string, unknown>[] {
  return rows.map(({ kind, year, slice, name, count, isRounded, interval, deathsAverted, provenance }) => ({
    kind,
    year,
    slice: name,
    count: countText(count, rule),
    status: statusOf(count, isRounded),
    low: interval?.low,
    high: interval?.high,
    estimatedDeathsAvertedLow: deathsAverted?.low,
    estimatedDeathsAvertedHigh: deathsAverted?.high,
    sliceCode: slice,
    ...provenanceColumns(provenance),
    rule: rule.sentences.join(' '),
  }))
}
