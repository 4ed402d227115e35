import { QueryClientProvider } from '@tanstack/react-query'
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, RouterProvider } from '@tanstack/react-router'
import { answers } from './api/answers.ts'
import { DeathSearch } from './deaths/deathSearch.ts'
import { SameDeathsSearch } from './deaths/same-deaths/sameDeathsSearch.ts'
import { MonthSearch } from './figures/indicators/monthSearch.ts'
import { MapSearch } from './figures/map/mapSearch.ts'
import { FiguresSearch } from './figures/releases/figuresSearch.ts'
import { Broken } from './frame/Broken.tsx'
import { ChoosePartnership } from './frame/ChoosePartnership.tsx'
import { NotFound, NotFoundHere } from './frame/NotFound.tsx'
import { Root } from './frame/Root.tsx'
import { Shell } from './frame/Shell.tsx'
import { parseSearch, stringifySearch } from './frame/search.ts'
import { HomePage } from './home/HomePage.tsx'
import { OverdoseSearch } from './naloxone/overdoses/overdoseSearch.ts'
import { SupplySearch } from './naloxone/supplies/supplySearch.ts'
import { AuditSearch, RefusalSearch } from './office/audit/auditSearch.ts'
import { RegistersSearch } from './office/registers/registersSearch.ts'
import { SignInSearch } from './office/sign-in/signInSearch.ts'
import { SignalSearch } from './surveillance/signals/signalSearch.ts'

const root = createRootRoute({ component: Root, notFoundComponent: NotFound })
const outside = () => root
const apart = [
  createRoute({ getParentRoute: outside, path: '/', component: ChoosePartnership }),
  createRoute({
    getParentRoute: outside,
    path: '/sign-in',
    validateSearch: SignInSearch,
    component: lazyRouteComponent(() => import('./office/sign-in/SignInPage.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: outside,
    path: '/invitation',
    component: lazyRouteComponent(() => import('./office/invitation/InvitationPage.tsx'), 'InvitationPage'),
  }),
  createRoute({
    getParentRoute: outside,
    path: '/guest',
    component: lazyRouteComponent(() => import('./deaths/GuestPage.tsx'), 'GuestPage'),
  }),
  createRoute({
    getParentRoute: outside,
    path: '/account',
    component: lazyRouteComponent(() => import('./office/account/AccountPage.tsx'), 'AccountPage'),
  }),
  createRoute({
    getParentRoute: outside,
    path: '/$partnership/public',
    validateSearch: FiguresSearch,
    component: lazyRouteComponent(() => import('./figures/releases/PublicPage.tsx'), 'PublicPage'),
  }),
] as const
const partnership = createRoute({
  getParentRoute: outside,
  path: '/$partnership',
  component: Shell,
  notFoundComponent: NotFoundHere,
})
const here = () => partnership

const pages = [
  createRoute({ getParentRoute: here, path: '/', component: HomePage }),
  createRoute({
    getParentRoute: here,
    path: '/map',
    validateSearch: MapSearch,
    component: lazyRouteComponent(() => import('./figures/map/MapPage.tsx'), 'MapPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/signals',
    validateSearch: SignalSearch,
    component: lazyRouteComponent(() => import('./surveillance/signals/SignalsPage.tsx'), 'SignalsPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/signals/register',
    component: lazyRouteComponent(() => import('./surveillance/signals/SignalRegisterPage.tsx'), 'SignalRegisterPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/signals/over-borders/$borderClusterId',
    component: lazyRouteComponent(() => import('./surveillance/signals/OverBorderPage.tsx'), 'OverBorderPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/signals/$signalId',
    component: lazyRouteComponent(() => import('./surveillance/signals/SignalPage.tsx'), 'SignalPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/deaths',
    validateSearch: DeathSearch,
    component: lazyRouteComponent(() => import('./deaths/DeathsPage.tsx'), 'DeathsPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/deaths/new',
    component: lazyRouteComponent(() => import('./deaths/RecordDeathPage.tsx'), 'RecordDeathPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/deaths/$deathId',
    component: lazyRouteComponent(() => import('./deaths/DeathPage.tsx'), 'DeathPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/deaths/$deathId/amend',
    component: lazyRouteComponent(() => import('./deaths/AmendDeathPage.tsx'), 'AmendDeathPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/same-deaths',
    validateSearch: SameDeathsSearch,
    component: lazyRouteComponent(() => import('./deaths/same-deaths/SameDeathsPage.tsx'), 'SameDeathsPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/deaths-by-month',
    validateSearch: MonthSearch,
    component: lazyRouteComponent(() => import('./figures/indicators/DeathsByMonthPage.tsx'), 'DeathsByMonthPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/areas-above-expected',
    component: lazyRouteComponent(() => import('./figures/indicators/AreaExcessPage.tsx'), 'AreaExcessPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/reversals',
    validateSearch: OverdoseSearch,
    component: lazyRouteComponent(() => import('./naloxone/overdoses/OverdosesPage.tsx'), 'OverdosesPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/reversals/new',
    component: lazyRouteComponent(() => import('./naloxone/overdoses/RecordOverdosePage.tsx'), 'RecordOverdosePage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/reversals/$overdoseId',
    component: lazyRouteComponent(() => import('./naloxone/overdoses/OverdosePage.tsx'), 'OverdosePage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/reversals/$overdoseId/amend',
    component: lazyRouteComponent(() => import('./naloxone/overdoses/AmendOverdosePage.tsx'), 'AmendOverdosePage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/supplies',
    validateSearch: SupplySearch,
    component: lazyRouteComponent(() => import('./naloxone/supplies/SuppliesPage.tsx'), 'SuppliesPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/supplies/new',
    component: lazyRouteComponent(() => import('./naloxone/supplies/RecordSupplyPage.tsx'), 'RecordSupplyPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/supplies/$supplyId',
    component: lazyRouteComponent(() => import('./naloxone/supplies/SupplyPage.tsx'), 'SupplyPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/supplies/$supplyId/amend',
    component: lazyRouteComponent(() => import('./naloxone/supplies/AmendSupplyPage.tsx'), 'AmendSupplyPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/import',
    component: lazyRouteComponent(() => import('./import/ImportPage.tsx'), 'ImportPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/import/$importId',
    component: lazyRouteComponent(() => import('./import/ImportReportPage.tsx'), 'ImportReportPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/nights',
    component: lazyRouteComponent(() => import('./surveillance/nights/NightsPage.tsx'), 'NightsPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/agency-reports',
    component: lazyRouteComponent(() => import('./naloxone/agency-reports/AgencyReportsPage.tsx'), 'AgencyReportsPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/registers',
    validateSearch: RegistersSearch,
    component: lazyRouteComponent(() => import('./office/registers/RegistersPage.tsx'), 'RegistersPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/to-look-at',
    component: lazyRouteComponent(() => import('./to-look-at/ToLookAtPage.tsx'), 'ToLookAtPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/people',
    component: lazyRouteComponent(() => import('./office/people/PeoplePage.tsx'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/people/invite',
    component: lazyRouteComponent(() => import('./office/people/InvitePage.tsx'), 'InvitePage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/people/$accountId',
    component: lazyRouteComponent(() => import('./office/people/PersonPage.tsx'), 'PersonPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/api-keys',
    component: lazyRouteComponent(() => import('./office/api-keys/ApiKeysPage.tsx'), 'ApiKeysPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/agreements',
    component: lazyRouteComponent(() => import('./office/agreements/AgreementsPage.tsx'), 'AgreementsPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/audit',
    validateSearch: AuditSearch,
    component: lazyRouteComponent(() => import('./office/audit/AuditPage.tsx'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/refusals',
    validateSearch: RefusalSearch,
    component: lazyRouteComponent(() => import('./office/audit/RefusalsPage.tsx'), 'RefusalsPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/notices',
    component: lazyRouteComponent(() => import('./identity/NoticesPage.tsx'), 'NoticesPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/retention',
    component: lazyRouteComponent(() => import('./identity/retention/RetentionPage.tsx'), 'RetentionPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/subject-requests',
    component: lazyRouteComponent(() => import('./identity/subjects/SubjectRequestsPage.tsx'), 'SubjectRequestsPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/access',
    component: lazyRouteComponent(() => import('./office/who-may/AccessPage.tsx'), 'AccessPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/figures',
    validateSearch: FiguresSearch,
    component: lazyRouteComponent(() => import('./figures/releases/FiguresPage.tsx'), 'FiguresPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/totals',
    component: lazyRouteComponent(() => import('./figures/releases/TotalsPage.tsx'), 'TotalsPage'),
  }),
  createRoute({
    getParentRoute: here,
    path: '/about',
    component: lazyRouteComponent(() => import('./about/AboutPage.tsx'), 'AboutPage'),
  }),
] as const

const router = createRouter({
  routeTree: root.addChildren([...apart, partnership.addChildren(pages)]),
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: Broken,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface HistoryState {
    /** What has just been done on the page left behind, said once on the next. */
    done?: 'recorded' | 'amended' | 'undone'
  }
}

export function App() {
  return (
    <QueryClientProvider client={answers}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  )
}
