import { chanceOfOneLive, liveKits } from '../../../jobs/stats/reach/live-kits.ts'
import type { Day } from '../../contract/day.ts'
import type { Interval } from '../../contract/figure.ts'
import type { ReachSplit } from '../../contract/filters.ts'
import type { NaloxoneReach, ReachAssumption } from '../../contract/naloxone-reach.ts'
import { addDays } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { forPanel } from '../../disclosure/panel.ts'
import { bindingsOf, countedEvents } from '../../facts/events.ts'
import { KIT_USES } from '../../facts/kit-uses.ts'
import { SUPPLIES } from '../../facts/supplies.ts'
import { type Counted, figure } from '../../figures/figure.ts'
import { readAssumption } from './assumptions.ts'
import { dayNumber, readSupplies, readUses, type SupplyOfKits, type UseOfKit } from './kits.ts'

const SOON_DAYS = 90
/** Uses per person trained and quarter (McAuley 2015), a first quarter's rate. */
const USES_A_QUARTER = { low: 0.052, high: 0.131 }
/** Kits in the hands of people who may need or use one themselves; the others are with workers, peers, boxes and vehicles. */
const WITH_PEOPLE = ['at_risk', 'family_or_friend', 'unknown']

const RULE = `A kit that was supplied is live until the last day printed on it, unless it was lost or used. Kits are lost at a steady rate a year. A use comes off the kits that it may have been, each as likely as another: those of its batch where that was read off, else of its product, else all that are live; so it also comes off areas and channels. Low and high are by the lowest and the highest loss.`

type Asked = { on: Day; by: ReachSplit; today: Day }

/** What is out there, in date, not lost and not used; and whom it reaches. */
export const naloxoneReach = figure<Asked, NaloxoneReach>({
  definition: `Live kits: supplied, in date, not lost, not used. ${SUPPLIES} ${KIT_USES}`,
  basis: 'day of supply, of the event and of expiry',
  source: 'naloxone supplies and overdose events of this partnership',
  carries: ['office text'],
  count: countReach,
  csv: {
    fileName: 'naloxone-reach',
    rows: ({ on, by, rows }) => rows.map((row) => ({ by, ...row, on })),
  },
})

async function countReach(trx: Trx, { on, by }: Asked): Promise<Counted<NaloxoneReach>> {
  const [supplies, uses, assumption] = [await readSupplies(trx, on), await readUses(trx, on), await readAssumption(trx)]
  const at = (lossPerYear: number, day = on) => liveKits(supplies, uses, { on: dayNumber(day), lossPerYear })
  const now = at(assumption.lossAYear)
  const [mostLost, leastLost] = [at(assumption.lossAYearHigh), at(assumption.lossAYearLow)]
  const since = addDays(on, -365)
  const lately = supplies.filter(({ suppliedOn }) => suppliedOn > since)
  const usesLately = uses.filter(({ usedOn }) => usedOn > since)
  const months = lastMonths(on).map(({ month, lastDay }) => ({
    month,
    supplied: forPanel(kitsOf(supplies.filter(({ suppliedOn }) => suppliedOn.startsWith(month)))),
    uses: forPanel(uses.filter(({ usedOn }) => usedOn.startsWith(month)).length),
    live: sum(at(assumption.lossAYear, lastDay).live),
  }))
  const meanLive = sum(months.map(({ live }) => live)) / months.length
  const people = peopleOf(supplies, { low: mostLost.live, high: leastLost.live }, assumption)
  const lostKits = lately.filter(({ reason }) => ['lost', 'confiscated', 'damaged'].includes(reason)).length
  const { rows: deaths } = await trx.raw(
    `select coalesce(sum(weight), 0)::int as deaths
     from ${countedEvents({ events: 'deaths', substance: 'opioids', role: 'implicated' })} event
     where event.event_day > :since and event.last_day <= :on`,
    { since, on, ...bindingsOf({ substance: 'opioids', role: 'implicated' }) },
  )
  const kitsLately = kitsOf(lately)
  return {
    on,
    by,
    assumption,
    rule: RULE,
    kits: {
      supplied: forPanel(kitsOf(supplies)),
      live: { estimate: sum(now.live), low: sum(mostLost.live), high: sum(leastLost.live) },
      liveWithPeople: liveOf(supplies, now.live, ({ recipientKind }) => WITH_PEOPLE.includes(recipientKind)),
      liveElsewhere: liveOf(supplies, now.live, ({ recipientKind }) => !WITH_PEOPLE.includes(recipientKind)),
      liveExpiringSoon: liveOf(
        supplies,
        now.live,
        ({ expires }) => expires !== null && expires <= dayNumber(on) + SOON_DAYS,
      ),
      used: now.used,
      expired: now.expired,
      lost: now.lost,
    },
    uses: {
      all: forPanel(uses.length),
      ofKnownBatch: forPanel(now.usesOfKnownBatch),
      withoutKit: now.usesWithoutKit,
    },
    people,
    lossSeen: meanLive > 0 ? lostKits / meanLive : null,
    lastYear: {
      kits: forPanel(kitsLately),
      opioidDeaths: forPanel(deaths[0].deaths),
      kitsADeath: deaths[0].deaths > 0 ? kitsLately / deaths[0].deaths : null,
      kitsPer100AtRisk: per(assumption, { low: kitsLately * 100, high: kitsLately * 100 }),
      firstContacts: forPanel(lately.filter(({ isFirstContact }) => isFirstContact === 'yes').length),
      uses: forPanel(usesLately.length),
      usesExpected: {
        low: 4 * USES_A_QUARTER.low * people.withLiveKit.low,
        high: 4 * USES_A_QUARTER.high * people.withLiveKit.high,
      },
    },
    months,
    rows: rowsBy(by, { supplies, live: now.live, lately: since, usesLately }),
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
const kitsOf = (supplies: readonly SupplyOfKits[]) => sum(supplies.map(({ kits }) => kits))
const liveOf = (supplies: readonly SupplyOfKits[], live: readonly number[], is: (supply: SupplyOfKits) => boolean) =>
  sum(supplies.map((supply, index) => (is(supply) ? (live[index] ?? 0) : 0)))

/** The twelve months up to a day, oldest first, each with its last day or that day. */
function lastMonths(on: Day): { month: string; lastDay: Day }[] {
  const [year = 0, month = 1] = on.split('-').map(Number)
  return Array.from({ length: 12 }, (_, index) => {
    const lastDay = new Date(Date.UTC(year, month - 11 + index, 0)).toISOString().slice(0, 10)
    return { month: lastDay.slice(0, 7), lastDay: lastDay > on ? on : lastDay }
  })
}

/** People at risk who were ever supplied, and who have a live kit: those without a code are nobody new at least, and each somebody else at most. */
function peopleOf(
  supplies: readonly SupplyOfKits[],
  live: { low: readonly number[]; high: readonly number[] },
  assumption: ReachAssumption,
): NaloxoneReach['people'] {
  const byPerson = new Map<string, number[]>()
  const without: number[] = []
  for (const [index, { recipientKind, person }] of supplies.entries()) {
    if (recipientKind !== 'at_risk') continue
    if (person === null) without.push(index)
    else byPerson.set(person, [...(byPerson.get(person) ?? []), index])
  }
  const chance = (indexes: readonly number[], of: readonly number[]) =>
    chanceOfOneLive(indexes.map((index) => ({ kits: supplies[index]?.kits ?? 1, live: of[index] ?? 0 })))
  const known = [...byPerson.values()]
  const withLiveKit = {
    low: sum(known.map((indexes) => chance(indexes, live.low))),
    high:
      sum(known.map((indexes) => chance(indexes, live.high))) + sum(without.map((index) => chance([index], live.high))),
  }
  const everSupplied = { low: known.length || Math.min(1, without.length), high: known.length + without.length }
  return {
    known: forPanel(known.length),
    suppliesWithoutCode: forPanel(without.length),
    everSupplied,
    withLiveKit,
    liveReach: per(assumption, withLiveKit, 1),
    cumulativeReach: per(assumption, everSupplied, 1),
  }
}

/** Of the people at risk, with the uncertainty of their number carried through; never more than all, where it is a share of them. */
function per(
  { peopleAtRiskLow, peopleAtRiskHigh }: ReachAssumption,
  counted: Interval,
  most = Number.POSITIVE_INFINITY,
): Interval | null {
  if (peopleAtRiskLow === null || peopleAtRiskHigh === null) return null
  const [low, high] = [counted.low / peopleAtRiskHigh, counted.high / peopleAtRiskLow]
  return { low: Math.min(low, most), high: Math.min(high, most) }
}

type Told = { supplies: readonly SupplyOfKits[]; live: readonly number[]; lately: Day; usesLately: readonly UseOfKit[] }

const PART: Record<ReachSplit, (supply: SupplyOfKits) => { part: string | null; name: string | null }> = {
  channel: ({ setting }) => ({ part: setting === 'unknown' ? null : setting, name: null }),
  product: ({ product, productName }) => ({ part: product, name: productName }),
  area: ({ areaId, areaName }) => ({ part: areaId, name: areaName }),
  agency: ({ agencyId, agencyName }) => ({ part: agencyId, name: agencyName }),
  recipient: ({ recipientKind }) => ({ part: recipientKind === 'unknown' ? null : recipientKind, name: null }),
}
const USE_PART: Partial<Record<ReachSplit, (use: UseOfKit) => { part: string | null; name: string | null }>> = {
  channel: ({ channel }) => ({ part: channel, name: null }),
  product: ({ product, productName }) => ({ part: product, name: product === null ? null : productName }),
  area: ({ areaId, areaName }) => ({ part: areaId, name: areaName }),
}

/** Most live kits first, what is not known last. A use cannot be told apart by whom a kit went to. */
function rowsBy(by: ReachSplit, { supplies, live, lately, usesLately }: Told): NaloxoneReach['rows'] {
  const ofUse = USE_PART[by]
  const parts = new Map<
    string | null,
    { name: string | null; supplied: number; lately: number; live: number; uses: number }
  >()
  const rowOf = ({ part, name }: { part: string | null; name: string | null }) => {
    const known = parts.get(part) ?? { name, supplied: 0, lately: 0, live: 0, uses: 0 }
    parts.set(part, known)
    return known
  }
  for (const [index, supply] of supplies.entries()) {
    const row = rowOf(PART[by](supply))
    row.supplied += supply.kits
    row.live += live[index] ?? 0
    if (supply.suppliedOn > lately) row.lately += supply.kits
  }
  if (ofUse) for (const use of usesLately) rowOf(ofUse(use)).uses += 1
  return [...parts]
    .map(([part, row]) => ({
      part,
      name: row.name,
      supplied: forPanel(row.supplied),
      suppliedLastYear: forPanel(row.lately),
      live: row.live,
      usesLastYear: ofUse ? forPanel(row.uses) : null,
    }))
    .toSorted(
      (a, b) =>
        Number(a.part === null) - Number(b.part === null) ||
        b.live - a.live ||
        String(a.part).localeCompare(String(b.part)),
    )
}
