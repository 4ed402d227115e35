import { type AreaDetail, AreaKinds, AreaTopology } from '../../server/contract/area.ts'
import { useAnswer } from '../api/answers.ts'
import { unfoldShapes } from './unfoldShapes.ts'

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

/** One of them: "Ward", "Local authority". */
export function sayOneArea(kind: string) {
  return sayAreaKind(kind).replace(/ies$/, 'y').replace(/s$/, '')
}

/** The kinds of area this partnership has, the mapped one first. */
export function useAreaKinds() {
  return useAnswer(AreaKinds, '/areas/kinds', {}, { staleTime: hour })
}

/** The kind that is drawn where none is chosen. */
export function useMappedKind() {
  return useAreaKinds().data?.find(({ isMapped }) => isMapped)?.kind
}

const AreaShapes = AreaTopology.transform(unfoldShapes)

/** The outlines of a kind; with `isAsked` false they are not asked for. */
export function useAreaShapes(kind: string | undefined, detail: AreaDetail, isAsked = true) {
  return useAnswer(
    AreaShapes,
    '/areas/shapes',
    { kind, detail },
    { staleTime: hour, enabled: isAsked && kind !== undefined },
  )
}
