import type { Action } from '../../../server/contract/access.ts'
import type { AreaKinds } from '../../../server/contract/area.ts'
import type { Basemap } from '../../../server/contract/map.ts'
import type { Partnership } from '../../../server/contract/partnership.ts'
import type { Signal } from '../../../server/contract/signal.ts'
import { apiAddress, type Query } from '../../api/address.ts'
import { askEarly } from '../../api/early.ts'
import { settlementsAddress } from '../../map/settlements.ts'
import { drawnBy, eventsQuery, openingOf, signalsSought } from './asked.ts'
import type { MapSearch } from './mapSearch.ts'

/** The first questions of the map, each as soon as what it needs has been answered; none that whoever asks would be refused. */
export function askMapEarly({ slug, today }: Partnership, actions: readonly Action[], search: MapSearch) {
  if (!actions.includes('figure:read') || !actions.includes('area:read')) return
  const ask = <Answer>(path: string, query: Query = {}) =>
    askEarly<Answer>(apiAddress(path, { ...query, partnership: slug }))
  const kinds = ask<AreaKinds>('/areas/kinds')
  const signals = actions.includes('signal:read')
    ? ask<Signal[]>('/map/signals', { ...signalsSought(search, today) })
    : Promise.resolve([])
  const basemap = ask<Basemap>('/map/basemap')
  void askAreas()
  void askGround()

  async function askAreas() {
    const areaKind = search.areaKind ?? (await kinds)?.find(({ isMapped }) => isMapped)?.kind
    if (!areaKind) return
    void ask('/areas/shapes', { kind: areaKind, detail: 'overview' })
    const { isSheet, isDescribed } = drawnBy(search)
    const found = await signals
    if (!found || isSheet || isDescribed) return
    const { events, period } = openingOf(search, { today, mayReadDeaths: actions.includes('death:read') }, found)
    void ask('/map/events', eventsQuery(search, { events, areaKind, period }))
  }

  /** Where one ships, by the very addresses under which the layers ask for it. */
  async function askGround() {
    const { landUrl, outlinesUrl, settlementsUrl } = (await basemap) ?? {}
    for (const url of [landUrl, outlinesUrl, settlementsUrl && settlementsAddress(settlementsUrl, slug)])
      if (url) void askEarly(url)
  }
}
