import type { Throttle } from './access/throttle.ts'
import { areaRoutes } from './areas/routes.ts'
import type { Anchors } from './audit/anchor.ts'
import type { Config } from './config.ts'
import type { Database } from './db/connection.ts'
import { deathRoutes } from './deaths/routes.ts'
import { sameDeathRoutes } from './deaths/same-deaths/routes.ts'
import { substanceRoutes } from './deaths/substances/routes.ts'
import { toxicologyPanelRoutes } from './deaths/toxicology-panels/routes.ts'
import { indicatorRoutes } from './figures/indicators/routes.ts'
import { mapRoutes } from './figures/map/routes.ts'
import { releaseRoutes } from './figures/releases/routes.ts'
import type { Route } from './http/route.ts'
import { retentionRoutes } from './identity/retention/routes.ts'
import { identityRoutes } from './identity/routes.ts'
import { subjectRoutes } from './identity/subjects/routes.ts'
import { importRoutes } from './import/routes.ts'
import type { Keyring } from './keys/keyring.ts'
import { allocationRoutes } from './naloxone/allocation/routes.ts'
import { followUpRoutes } from './naloxone/follow-up/routes.ts'
import { overdoseRoutes } from './naloxone/overdoses/routes.ts'
import { reachRoutes } from './naloxone/reach/routes.ts'
import { reminderRoutes } from './naloxone/reminders/routes.ts'
import { reportRoutes } from './naloxone/reports/routes.ts'
import { sameEventRoutes } from './naloxone/same-events/routes.ts'
import { stockAlertRoutes } from './naloxone/stock/alert-routes.ts'
import { publicBoxRoutes } from './naloxone/stock/box-routes.ts'
import { stockRoutes } from './naloxone/stock/routes.ts'
import { supplyRoutes } from './naloxone/supplies/routes.ts'
import { trainingRoutes } from './naloxone/trainings/routes.ts'
import { agreementRoutes } from './office/agreements/routes.ts'
import { auditRoutes } from './office/audit/routes.ts'
import { guestRoutes, peopleRoutes } from './office/people/routes.ts'
import { sessionRoutes } from './office/sessions/routes.ts'
import { whoMayRoutes } from './office/who-may/routes.ts'
import { chronologyRoutes } from './panel/chronology/routes.ts'
import { definitionRoutes } from './panel/definitions/routes.ts'
import { noticeRoutes } from './panel/notices/routes.ts'
import { agencyRequestRoutes } from './panel/requests/routes.ts'
import { substancesInDeathsRoutes } from './panel/substances/routes.ts'
import { partnershipRoutes } from './partnerships/routes.ts'
import { agencyRoutes } from './quality/agencies/routes.ts'
import { toLookAtRoutes } from './quality/to-look-at/routes.ts'
import { nationalRoutes } from './surveillance/national/routes.ts'
import { nightRoutes } from './surveillance/nights/routes.ts'
import { signalRoutes } from './surveillance/signals/routes.ts'

type Parts = {
  config: Pick<Config, 'tilesUrl' | 'tilesAttribution' | 'singleSignOn' | 'mail' | 'isDemo'>
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
    ...peopleRoutes({ keyring, isMailOn: config.mail !== undefined, wake: parts.wake ?? (() => undefined) }),
    ...partnershipRoutes,
    ...substanceRoutes,
    ...areaRoutes,
    ...deathRoutes,
    ...sameDeathRoutes,
    ...noticeRoutes(keyring),
    ...definitionRoutes,
    ...substancesInDeathsRoutes,
    ...chronologyRoutes,
    ...agencyRequestRoutes,
    ...identityRoutes(keyring),
    ...overdoseRoutes,
    ...sameEventRoutes,
    ...followUpRoutes,
    ...supplyRoutes,
    ...stockRoutes,
    ...stockAlertRoutes,
    ...trainingRoutes,
    ...publicBoxRoutes,
    ...reachRoutes,
    ...allocationRoutes,
    ...reminderRoutes({ keyring, isMailOn: config.mail !== undefined }),
    ...reportRoutes(keyring),
    ...toLookAtRoutes,
    ...agencyRoutes,
    ...toxicologyPanelRoutes,
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
