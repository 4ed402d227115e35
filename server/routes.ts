import { areaRoutes } from './areas/routes.ts'
import { auditRoutes } from './audit/routes.ts'
import type { Config } from './config.ts'
import { deathRoutes } from './deaths/routes.ts'
import type { Route } from './http/route.ts'
import { identityRoutes } from './identity/routes.ts'
import { importRoutes } from './import/routes.ts'
import { indicatorRoutes } from './indicators/routes.ts'
import type { Keyring } from './keys/keyring.ts'
import { mapRoutes } from './map/routes.ts'
import { nightRoutes } from './nights/routes.ts'
import { overdoseRoutes } from './overdoses/routes.ts'
import { panelRoutes } from './panels/routes.ts'
import { partnershipRoutes } from './partnerships/routes.ts'
import { releaseRoutes } from './releases/routes.ts'
import { signalRoutes } from './signals/routes.ts'
import { substanceRoutes } from './substances/routes.ts'
import { supplyRoutes } from './supplies/routes.ts'

/** The one table of routes: the guards, the OpenAPI text and the fuzz tests are made from it. */
export function allRoutes(config: Pick<Config, 'tilesUrl' | 'tilesAttribution'>, keyring: Keyring): Route[] {
  return [
    ...partnershipRoutes,
    ...substanceRoutes,
    ...areaRoutes,
    ...deathRoutes,
    ...identityRoutes(keyring),
    ...overdoseRoutes,
    ...supplyRoutes,
    ...panelRoutes,
    ...signalRoutes,
    ...nightRoutes,
    ...mapRoutes({ url: config.tilesUrl, attribution: config.tilesAttribution }),
    ...indicatorRoutes,
    ...importRoutes,
    ...releaseRoutes,
    ...auditRoutes,
  ]
}
