import { nameOf, partsOfAreas, type Table, type TableArea } from './table.ts'

/** `members`: the areas as they came in that each area of the merged table stands for. */
export type Merged = { table: Table; members: ReadonlyMap<string, readonly string[]> }

type Group = { members: TableArea[]; residents: number; isApart: boolean }

type Labels = { label: ReadonlyMap<string, readonly string[]>; members: ReadonlyMap<string, readonly string[]> }

const byText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)
const labelOf = ({ members }: Group) =>
  members
    .map(({ area }) => area)
    .sort(byText)
    .join('+')

/**
 * Merges, level by level from the top, areas that may not be shown apart: those with a `mergeWith` rule, the parts of those, and those
 * with too few residents, smallest first, each with the smallest of its siblings. Counts of areas add up, so a merged area counts its
 * members; where a member is not known, neither is the merged area. An area that has nobody to be merged with is left out, not shown.
 */
export function mergeAreas(table: Table, fewestResidents: number): Merged {
  const parts = partsOfAreas(table.areas)
  const find = new Map(table.areas.map((area) => [area.area, area]))
  const isNeverApart = (name: string | undefined): boolean => {
    const area = name === undefined ? undefined : find.get(name)
    return area !== undefined && (area.mergeWith !== undefined || isNeverApart(area.within))
  }
  const label = new Map<string, string[]>()
  const merged: TableArea[] = []
  const members = new Map<string, string[]>()

  const settle = (group: Group, within: string | undefined) => {
    const area = labelOf(group)
    const names = group.members.map((member) => member.area).sort(byText)
    for (const name of names) label.set(name, [...(label.get(name) ?? []), area])
    members.set(area, names)
    const first = group.members[0] as TableArea
    merged.push({
      area,
      residents: group.residents,
      ...(within === undefined ? {} : { within }),
      ...(first.isRemainder ? { isRemainder: true } : {}),
    })
    descend(group, area)
  }

  const descend = (parent: Group, within: string | undefined) => {
    const hasParts = parent.members.some((member) => parts.has(member.area))
    // beside the parts of its fellow members, a member without parts is its own
    const children = parent.members.flatMap((member) =>
      (parts.get(member.area) ?? (hasParts ? [member.area] : [])).map((name) => ({
        child: find.get(name) as TableArea,
        isApart: isNeverApart(member.area),
      })),
    )
    const remainders = children.filter(({ child }) => child.isRemainder)
    const places = children.filter(({ child }) => !child.isRemainder)
    const groups = groupByRule(places)
    joinSmall(groups, fewestResidents)
    const shown = groups.filter(({ isApart }) => !isApart)
    const [only] = shown
    // all merged into one is the parent over again
    if (only && shown.length === 1 && only.members.length > 1 && remainders.length === 0) descend(only, within)
    else for (const group of shown) settle(group, within)
    const remainder = remainders.map(({ child }) => child)
    if (remainder.length) settle({ members: remainder, residents: 0, isApart: false }, within)
  }

  const roots = table.areas.filter(({ within }) => within === undefined || !find.has(within))
  const top = groupByRule(roots.map((child) => ({ child, isApart: false })))
  for (const group of top) settle(group, undefined)
  return { table: { ...table, areas: merged, cells: mergeCells(table, { label, members }) }, members }
}

/** `isApart`: part of an area that is never shown apart, so never shown apart either. */
function groupByRule(places: readonly { child: TableArea; isApart: boolean }[]): Group[] {
  const groups: Group[] = places.map(({ child, isApart }) => ({
    members: [child],
    residents: child.residents ?? 0,
    isApart,
  }))
  for (const { child } of places) {
    if (child.mergeWith === undefined) continue
    const own = groups.find(({ members }) => members.includes(child)) as Group
    const other = groups.find(({ members }) => members.some(({ area }) => area === child.mergeWith))
    if (!other) own.isApart = true
    else if (other !== own) join(groups, own, other)
  }
  return groups
}

function joinSmall(groups: Group[], fewestResidents: number) {
  for (;;) {
    groups.sort((one, other) => one.residents - other.residents || byText(labelOf(one), labelOf(other)))
    const small = groups.find(({ isApart, residents }) => isApart || residents < fewestResidents)
    const neighbour = groups.find((group) => group !== small && !(small?.isApart && group.isApart))
    if (!small || !neighbour) return
    join(groups, small, neighbour)
  }
}

function join(groups: Group[], one: Group, other: Group) {
  groups.splice(groups.indexOf(one), 1)
  other.members.push(...one.members)
  other.residents += one.residents
  other.isApart &&= one.isApart
}

function mergeCells({ cells }: Table, { label, members }: Labels): Table['cells'] {
  const slots = new Map<string, Table['cells'][number][]>()
  for (const cell of cells)
    for (const area of label.get(cell.area) ?? []) {
      const name = nameOf({ area, slice: cell.slice })
      const slot = slots.get(name)
      if (slot) slot.push({ ...cell, area })
      else slots.set(name, [{ ...cell, area }])
    }
  return [...slots.values()].map((slot) => {
    const first = slot[0] as Table['cells'][number]
    const isWhole = slot.length === members.get(first.area)?.length && slot.every(({ count }) => count !== null)
    if (slot.length === 1) return { ...first, count: isWhole ? first.count : null }
    return {
      ...first,
      count: isWhole ? slot.reduce((sum, { count }) => sum + (count as number), 0) : null,
      ...(slot.some(({ known }) => known) ? { known: addKnown(slot) } : {}),
      ...(slot.some(({ worth }) => worth !== undefined)
        ? { worth: slot.reduce((sum, { worth = 1 }) => sum + worth, 0) }
        : {}),
    }
  })
}

function addKnown(cells: readonly Table['cells'][number][]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const { known = {} } of cells)
    for (const [agency, count] of Object.entries(known)) sum[agency] = (sum[agency] ?? 0) + count
  return sum
}
