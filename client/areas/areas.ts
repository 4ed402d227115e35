import { AreaKinds, AreaShapes } from '../../server/contract/area.ts'
import { useAnswer } from '../answers.ts'

const hour = 3_600_000

const kindWords: Readonly<Record<string, string>> = {
  hexagon: 'Hexagons',
  lsoa: 'LSOAs',
  msoa: 'MSOAs',
  ward: 'Wards',
  lad: 'Local authorities',
  authority: 'Authorities',
}

export function sayAreaKind(kind: string) {
  return kindWords[kind] ?? kind.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase())
}

/** The kinds of area this partnership has, most areas first. */
export function useAreaKinds() {
  const answer = useAnswer(AreaKinds, '/areas/kinds', {}, { staleTime: hour })
  return { ...answer, data: answer.data?.toSorted((a, b) => b.areas - a.areas) }
}

export function useAreaShapes(kind: string | undefined) {
  return useAnswer(AreaShapes, '/areas/shapes', { kind }, { staleTime: hour, enabled: kind !== undefined })
}
