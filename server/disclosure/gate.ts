import type { Tier } from '../contract/figure.ts'
import { type Figure, writeEquations } from './equations.ts'
import { mergeAreas } from './merge.ts'
import { rankOf } from './rank.ts'
import { RULES } from './rules.ts'
import { shownAs, suppress } from './suppress.ts'
import { type DisclosedCell, inOrder, nameOf, type Table } from './table.ts'

/** What one tier was given of a release: the table as that tier may know its areas, and the figures. */
export type Answer = {
  table: Table
  cells: readonly DisclosedCell[]
  /** True where nothing new can be told without telling on somebody: `cells` are those of the release before, none where it is the first. */
  isHeldBack: boolean
}

/** All that left in one release. Kept by who made it, since later releases must not be told apart from it. */
export type Release = { [tier in Tier]: Answer }

/** What the gate must know beside the table: the partnership's secret, and what was released before, oldest first. */
export type Context = { secret: string; earlier?: readonly Release[] }

/**
 * The gate through which every figure passes that leaves case level: a whole table in, the same table out as the tier may see it. Ask
 * it once for a release and read every question from the answer; figures that passed in different tables are not safe together. Below the
 * panel the figures come in an order of their own.
 */
export function disclose(tier: Tier, table: Table, context: Context): Answer {
  return tier === 'panel' || table.isOfThings
    ? asItIs(tier, table)
    : tier === 'partnership'
      ? forPartnership(table, context)
      : forPublic(table, context, forPartnership(table, context))
}

export function makeRelease(table: Table, context: Context): Release {
  const panel = asItIs('panel', table)
  if (table.isOfThings) return { panel, partnership: asItIs('partnership', table), public: asItIs('public', table) }
  const partnership = forPartnership(table, context)
  return { panel, partnership, public: forPublic(table, context, partnership) }
}

/** As it is: to the panel; and, where no person stands behind a count, to everybody, areas merged as everywhere. */
function asItIs(tier: Tier, table: Table): Answer {
  const { table: merged, members } =
    tier === 'panel' ? { table, members: undefined } : mergeAreas(inOrder(table), RULES[tier].fewestResidents)
  const cells = merged.cells.map(({ area, slice, count }) => ({
    area,
    slice,
    members: members?.get(area) ?? [area],
    count,
    isRounded: false,
  }))
  return { table: merged, cells, isHeldBack: false }
}

function forPartnership(table: Table, context: Context): Answer {
  return protectedAnswer('partnership', table, context, () => false)
}

/** Made from what the partnership tier sees: a figure it does not see, alone or as a member of a merged area, is not public. */
function forPublic(table: Table, context: Context, wider: Answer): Answer {
  if (wider.isHeldBack) return heldBack('public', context)
  const seen = new Set(
    wider.cells.flatMap(({ members, slice, count }) =>
      count === 'hidden' ? [] : members.map((area) => nameOf({ area, slice })),
    ),
  )
  return protectedAnswer('public', table, context, (area, slice) => !seen.has(nameOf({ area, slice })))
}

function protectedAnswer(
  tier: 'partnership' | 'public',
  table: Table,
  context: Context,
  isHiddenFromWider: (area: string, slice: string) => boolean,
): Answer {
  const rule = RULES[tier]
  const { table: merged, members } = mergeAreas(inOrder(table), rule.fewestResidents)
  const earlier = (context.earlier ?? []).map((release) => release[tier]).filter(({ isHeldBack }) => !isHeldBack)
  const equations = writeEquations([...earlier.map((answer) => answer.table), merged])
  const hiddenEarlier = earlier.map(
    ({ cells }) => new Set(cells.flatMap((cell) => (cell.count === 'hidden' ? [nameOf(cell)] : []))),
  )
  const hidden = suppress({
    equations,
    rule,
    rankOf: (name) => rankOf(name, context.secret),
    isHiddenBefore: (figure) =>
      figure.release < earlier.length
        ? (hiddenEarlier[figure.release] as Set<string>).has(figure.name ?? '')
        : !figure.isExact && (members.get(figure.area) ?? []).some((member) => isHiddenFromWider(member, figure.slice)),
  })
  if (!hidden) return heldBack(tier, context)
  const figures = new Map<string, Figure>(
    equations.figures.flatMap((figure) =>
      figure.name !== null && figure.release === earlier.length ? [[figure.name, figure]] : [],
    ),
  )
  const cells = merged.cells.map(({ area, slice }): DisclosedCell => {
    const figure = figures.get(nameOf({ area, slice }))
    const common = { area, slice, members: members.get(area) as readonly string[] }
    if (!figure) return { ...common, count: null, isRounded: false }
    if (hidden.has(figure)) return { ...common, count: 'hidden', isRounded: false }
    return { ...common, count: shownAs(figure, rule), isRounded: rule.roundedTo > 1 && !figure.isExact }
  })
  return { table: merged, cells, isHeldBack: false }
}

function heldBack(tier: 'partnership' | 'public', { earlier = [] }: Context): Answer {
  const before = earlier.at(-1)?.[tier] ?? { table: { areas: [], slices: [], cells: [] }, cells: [] }
  return { ...before, isHeldBack: true }
}
