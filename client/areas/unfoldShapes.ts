import { feature } from 'topojson-client'
import type { AreaShapes, AreaTopology } from '../../server/contract/area.ts'

/** As GeoJSON, for drawing. */
export function unfoldShapes(topology: AreaTopology): AreaShapes {
  const shapes = feature(topology as never, topology.objects.areas as never) as unknown as AreaShapes
  return { ...shapes, step: topology.transform?.scale[0] }
}
