import { z } from 'zod'
import { AreaKind } from '../../../server/contract/area.ts'
import { CircleText } from '../../../server/contract/circle.ts'
import { Day } from '../../../server/contract/day.ts'
import { AskedRole } from '../../../server/contract/filters.ts'
import { EventKind } from '../../../server/contract/map.ts'
import { DescriptionLayer } from '../../../server/contract/map-description.ts'
import { forgiving, periodSearch } from '../../frame/search.ts'
import { measures } from './classes.ts'

/** Everything the map shows is in its address. */
export const MapSearch = z.object({
  ...periodSearch,
  events: forgiving(EventKind),
  measure: forgiving(z.enum(measures)),
  /** A description of where events were, or their points, in place of the events by area. */
  layer: forgiving(z.enum([...DescriptionLayer.options, 'points'])),
  areaKind: forgiving(AreaKind),
  substance: forgiving(z.string().max(80)),
  role: forgiving(AskedRole),
  place: forgiving(z.enum(['found', 'residence'])),
  /** The area picked on the map or in the table. */
  area: forgiving(z.uuid()),
  /** A second kind of events beside the first; left out where it is the same. */
  with: forgiving(z.enum(['deaths', 'reversals'])),
  signals: forgiving(z.literal('hidden')),
  /** The period beside the one before, or a sheet of small maps; left out, one map. */
  maps: forgiving(z.enum(['before', 'substance', 'quarter'])),
  /** Figures as they were known on a day. */
  known: forgiving(Day),
  /** Days over which one scale holds, since time was stepped through or played: "2025-12-01_2026-11-30". */
  scale: forgiving(z.string().regex(/^\d{4}-\d{2}-\d{2}_\d{4}-\d{2}-\d{2}$/)),
  /** A circle asked about, in place of an area: latitude, longitude and metres. */
  circle: forgiving(CircleText),
  /** The rows beside the map; left out, they are open where there is room. */
  table: forgiving(z.enum(['open', 'closed'])),
  /** For a projector: no menus, large type. */
  screen: forgiving(z.literal('full')),
  /** Where the map looks: latitude, longitude and zoom. */
  view: forgiving(z.string().regex(/^-?\d+(\.\d+)?,-?\d+(\.\d+)?,\d+(\.\d+)?$/)),
})
export type MapSearch = z.infer<typeof MapSearch>
