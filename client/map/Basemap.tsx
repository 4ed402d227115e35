import { lazyRouteComponent as lazy } from '@tanstack/react-router'
import { Suspense } from 'react'
import type { z } from 'zod'
import type { AreaShapes } from '../../server/contract/area.ts'
import type { Basemap as BasemapContract } from '../../server/contract/map.ts'
import { AreaOutlinesLayer } from './AreaOutlinesLayer.tsx'
import { LandLayer } from './LandLayer.tsx'
import { OutlinesLayer } from './OutlinesLayer.tsx'
import { SettlementsLayer } from './SettlementsLayer.tsx'

const TilesLayer = lazy(() => import('./TilesLayer.tsx'), 'TilesLayer')

export type BasemapFiles = z.infer<typeof BasemapContract>

/** The ground of every map, all of it shipped: it works without any network but Vigil's own. */
export function Basemap({ files, shapes }: { files: BasemapFiles; shapes?: AreaShapes | undefined }) {
  return (
    <>
      <Suspense>{files.tilesUrl && <TilesLayer url={files.tilesUrl} />}</Suspense>
      {files.landUrl && <LandLayer url={files.landUrl} />}
      {!files.landUrl && !files.tilesUrl && shapes && <AreaOutlinesLayer shapes={shapes} />}
      {files.outlinesUrl && <OutlinesLayer url={files.outlinesUrl} />}
      {files.settlementsUrl && <SettlementsLayer url={files.settlementsUrl} />}
    </>
  )
}
