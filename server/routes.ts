import type { Throttle } from './access/throttle.ts'
import { agencyRoutes } from './agencies/routes.ts'
import { agreementRoutes } from './agreements/routes.ts'
import { areaRoutes } from './areas/routes.ts'
import type { Anchors } from './audit/anchor.ts'
import { auditRoutes } from './audit/routes.ts'
import type { Config } from './config.ts'
import type { Database } from './db/connection.ts'
import { deathRoutes } from './deaths/routes.ts'
import type { Route } from './http/route.ts'
import { identityRoutes } from './identity/routes.ts'
import { importRoutes } from './import/routes.ts'
import { indicatorRoutes } from './indicators/routes.ts'
import type { Keyring } from './keys/keyring.ts'
import { mapRoutes } from './map/routes.ts'
import { nationalRoutes } from './national/routes.ts'
import { nightRoutes } from './nights/routes.ts'
import { overdoseRoutes } from './overdoses/routes.ts'
import { panelRoutes } from './panels/routes.ts'
import { partnershipRoutes } from './partnerships/routes.ts'
import { guestRoutes, peopleRoutes } from './people/routes.ts'
import { releaseRoutes } from './releases/routes.ts'
import { retentionRoutes } from './retention/routes.ts'
import { sameDeathRoutes } from './same-deaths/routes.ts'
import { sessionRoutes } from './sessions/routes.ts'
import { signalRoutes } from './signals/routes.ts'
import { subjectRoutes } from './subjects/routes.ts'
import { substanceRoutes } from './substances/routes.ts'
import { supplyRoutes } from './supplies/routes.ts'
import { toLookAtRoutes } from './to-look-at/routes.ts'
import { whoMayRoutes } from './who-may/routes.ts'

type Parts = {
  config: Pick<Config, 'tilesUrl' | 'tilesAttribution' | 'singleSignOn' | 'isDemo'>
  keyring: Keyring
  database: Database
  throttle: Throttle
  wake?: () => void
  anchors?: Anchors | undefined
}

/** The one table of routes: the guards, the OpenAPI text, the page "who can see this" and the tests of both are made from it. */
export function allRoutes(parts: Parts): Route[] {
  const { config, keyring } = parts
  const routes: Route[] = [
    ...sessionRoutes(parts),
    ...guestRoutes(parts),
    ...whoMayRoutes(() => routes),
    ...peopleRoutes,
    ...partnershipRoutes,
    ...substanceRoutes,
    ...areaRoutes,
    ...deathRoutes,
    ...sameDeathRoutes,
    ...identityRoutes(keyring),
    ...overdoseRoutes,
    ...supplyRoutes,
    ...toLookAtRoutes,
    ...agencyRoutes,
    ...panelRoutes,
    ...nightRoutes(parts.wake),
    ...nationalRoutes,
    ...signalRoutes,
    ...mapRoutes({ url: config.tilesUrl, attribution: config.tilesAttribution }),
    ...indicatorRoutes,
    ...importRoutes(keyring),
    ...releaseRoutes,
    ...auditRoutes(() => routes, parts.anchors),
    ...retentionRoutes,
    ...agreementRoutes,
    ...subjectRoutes(keyring),
  ]
  return routes
}
