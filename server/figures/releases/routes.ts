import { ReleaseKind } from '../../contract/filters.ts'
import type { Partnership } from '../../contract/partnership.ts'
import {
  FiguresQuery,
  ReleaseAsk,
  ReleasedFigures,
  ReleasedShapes,
  type ReleasedTier,
  ReleasedTotals,
  ReleaseRuns,
  Releases,
  ShapesQuery,
  TotalsQuery,
} from '../../contract/release.ts'
import type { Trx } from '../../db/tenant.ts'
import { route } from '../../http/route.ts'
import { invalid } from '../../problem.ts'
import { totalRows } from './csv.ts'
import { releasedFigures, releasedGrid, releasedTotal, releasedTotals } from './figures.ts'
import { releasedShapes } from './shapes.ts'
import { askForReleases, listReleaseRuns, listReleases } from './store.ts'
import { ruleInWords } from './words.ts'

const releasesOf = async (trx: Trx, tier: ReleasedTier, { name, isSynthetic }: Partnership): Promise<Releases> => ({
  partnership: { name, isSynthetic },
  tier,
  rule: ruleInWords(tier),
  releases: await listReleases(trx, tier),
})

const releaseRows = ({ tier, releases }: Releases) => releases.map((release) => ({ ...release, tier }))

export const releaseRoutes = [
  route({
    method: 'get',
    path: '/releases',
    summary: 'The releases of figures to the partnership, and the rule by which small counts are hidden',
    answer: Releases,
    policy: 'release:read',
    audit: 'none',
    output: { tier: 'partnership', carries: [] },
    deed: ['read', 'releases of figures'],
    csv: { fileName: 'releases', rows: releaseRows },
    handle: (trx, { partnership }) => releasesOf(trx, 'partnership', partnership),
  }),
  route({
    method: 'post',
    path: '/releases',
    summary: 'Ask for the release of a year that has ended; the timetable makes it within a minute',
    body: ReleaseAsk,
    answer: ReleaseRuns,
    status: 202,
    policy: 'release:write',
    audit: 'write',
    output: { tier: 'office', carries: [] },
    deed: ['asked for', 'a release of figures'],
    handle(trx, { body, today }) {
      if (body.year >= Number(today.slice(0, 4))) invalid([{ path: 'year', message: 'has not ended yet' }])
      const kinds = body.kind ? [body.kind] : ReleaseKind.options
      return askForReleases(trx, { kinds, year: body.year, askedOn: today })
    },
  }),
  route({
    method: 'get',
    path: '/releases/runs',
    summary: 'The releases that were asked for, and what came of each',
    answer: ReleaseRuns,
    policy: 'release:write',
    audit: 'none',
    output: { tier: 'office', carries: [] },
    deed: ['read', 'the runs of releases'],
    csv: { fileName: 'release-runs', rows: (runs) => runs },
    handle: (trx) => listReleaseRuns(trx),
  }),
  route({
    method: 'get',
    path: '/releases/figures',
    summary: 'Released figures of a year by area, time, substance and outcome, for the partnership',
    query: FiguresQuery,
    answer: ReleasedFigures,
    policy: 'release:read',
    audit: 'none',
    output: releasedGrid.partnership.output,
    deed: ['read', 'released figures'],
    csv: releasedGrid.partnership.csv,
    handle: (trx, { query }) => releasedFigures(trx, 'partnership', query),
  }),
  route({
    method: 'get',
    path: '/releases/shapes',
    summary: 'Outlines of the areas that the partnership’s figures are released for',
    query: ShapesQuery,
    answer: ReleasedShapes,
    policy: 'release:read',
    audit: 'none',
    output: { tier: 'partnership', carries: ['office text'] },
    deed: ['read', 'the areas of released figures'],
    handle: (trx, { query }) => releasedShapes(trx, 'partnership', query),
  }),
  route({
    method: 'get',
    path: '/releases/totals',
    summary: 'Released totals of the whole partnership, by year, or of one year by everything there is',
    query: TotalsQuery,
    answer: ReleasedTotals,
    policy: 'total:read',
    audit: 'none',
    output: releasedTotal.partnership.output,
    deed: ['read', 'released totals'],
    csv: { fileName: 'released-totals', rows: totalRows },
    handle: (trx, { query }) => releasedTotals(trx, 'partnership', query),
  }),
  route({
    method: 'get',
    path: '/public/releases',
    summary: 'The releases of figures to the public, and the rule by which counts are hidden and rounded',
    answer: Releases,
    policy: 'public:read',
    audit: 'none',
    output: { tier: 'public', carries: [] },
    deed: ['read', 'public releases'],
    csv: { fileName: 'public-releases', rows: releaseRows },
    handle: (trx, { partnership }) => releasesOf(trx, 'public', partnership),
  }),
  route({
    method: 'get',
    path: '/public/figures',
    summary: 'Public figures of a year by area, time, substance and outcome',
    query: FiguresQuery,
    answer: ReleasedFigures,
    policy: 'public:read',
    audit: 'none',
    output: releasedGrid.public.output,
    deed: ['read', 'public figures'],
    csv: releasedGrid.public.csv,
    handle: (trx, { query }) => releasedFigures(trx, 'public', query),
  }),
  route({
    method: 'get',
    path: '/public/totals',
    summary: 'Public totals of the whole partnership, by year, or of one year by everything there is',
    query: TotalsQuery,
    answer: ReleasedTotals,
    policy: 'public:read',
    audit: 'none',
    output: releasedTotal.public.output,
    deed: ['read', 'public totals'],
    csv: { fileName: 'public-totals', rows: totalRows },
    handle: (trx, { query }) => releasedTotals(trx, 'public', query),
  }),
  route({
    method: 'get',
    path: '/public/shapes',
    summary: 'Outlines of the areas that public figures are released for',
    query: ShapesQuery,
    answer: ReleasedShapes,
    policy: 'public:read',
    audit: 'none',
    output: { tier: 'public', carries: ['office text'] },
    deed: ['read', 'the areas of public figures'],
    handle: (trx, { query }) => releasedShapes(trx, 'public', query),
  }),
]
