import { type Area, AreaKinds, AreaListQuery, AreaShapesQuery, Areas, AreaTopology } from '../contract/area.ts'
import { MAPPED_KIND } from '../facts/areas.ts'
import { route } from '../http/route.ts'
import { listAreaKinds, listAreas, nameAreaShapes, readAreaTopology } from './store.ts'

export const areaRoutes = [
  route({
    method: 'get',
    path: '/areas',
    summary: 'Areas of one kind with their populations',
    query: AreaListQuery,
    answer: Areas,
    policy: 'area:read',
    audit: 'none',
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['read', 'areas'],
    csv: { fileName: 'areas', rows: (areas) => areas.map((area: Area) => ({ ...area })) },
    handle: (trx, { query }) => listAreas(trx, query.kind),
  }),
  route({
    method: 'get',
    path: '/areas/kinds',
    summary: `The kinds of area there are. First the one that is mapped where none is asked for: ${MAPPED_KIND}`,
    answer: AreaKinds,
    policy: 'area:read',
    audit: 'none',
    output: { tier: 'reference', carries: [] },
    deed: ['read', 'kinds of area'],
    handle: (trx) => listAreaKinds(trx),
  }),
  route({
    method: 'get',
    path: '/areas/shapes',
    summary: 'The outlines of one kind of area, as TopoJSON',
    query: AreaShapesQuery,
    answer: AreaTopology,
    policy: 'area:read',
    audit: 'none',
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['read', 'outlines of areas'],
    edition: (trx, { query }) => nameAreaShapes(trx, query.kind),
    handle: (trx, { query }) => readAreaTopology(trx, query.kind, query.detail),
  }),
]
