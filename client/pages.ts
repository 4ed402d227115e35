import { createRootRoute, createRoute, lazyRouteComponent as lazy } from '@tanstack/react-router'
import { DeathSearch } from './deaths/deathSearch.ts'
import { SameDeathsSearch } from './deaths/same-deaths/sameDeathsSearch.ts'
import { MonthSearch } from './figures/indicators/monthSearch.ts'
import { SavedLivesSearch } from './figures/indicators/savedLivesSearch.ts'
import { MapSearch } from './figures/map/mapSearch.ts'
import { FiguresSearch } from './figures/releases/figuresSearch.ts'
import { ChoosePartnership } from './frame/ChoosePartnership.tsx'
import { NotFound, NotFoundHere } from './frame/NotFound.tsx'
import { Root } from './frame/Root.tsx'
import { Shell } from './frame/Shell.tsx'
import { AllocationSearch } from './naloxone/allocation/allocationSearch.ts'
import { FollowUpSearch } from './naloxone/overdoses/follow-up/followUpSearch.ts'
import { OverdoseSearch } from './naloxone/overdoses/overdoseSearch.ts'
import { SameEventsSearch } from './naloxone/overdoses/same-events/sameEventsSearch.ts'
import { ReachSearch } from './naloxone/reach/reachSearch.ts'
import { ReportLinkSearch } from './naloxone/report-links/reportLink.ts'
import { MovementSearch, StockSearch } from './naloxone/stock/stockSearch.ts'
import { NewSupplySearch, SupplySearch } from './naloxone/supplies/supplySearch.ts'
import { TrainingSearch } from './naloxone/trainings/trainingSearch.ts'
import { AuditSearch, RefusalSearch } from './office/audit/auditSearch.ts'
import { RegistersSearch } from './office/registers/registersSearch.ts'
import { SignInSearch } from './office/sign-in/signInSearch.ts'
import { ComparedSearch, HowManySearch, RatesSearch, RevisedSearch } from './panel/definitions/howManySearch.ts'
import { NoticeSearch } from './panel/notices/noticeSearch.ts'
import { RequestSearch } from './panel/requests/requestSearch.ts'
import { SubstancesSearch } from './panel/substances/substancesSearch.ts'
import { SignalSearch } from './surveillance/signals/signalSearch.ts'

/**
 * Every page there is: its path, its component (fetched when it is first opened, but for the first page), and what it states of itself
 * (api/page.ts): needs, title, place in the menu, task on the first page. The order is the menu's. Nothing else lists pages: header, first
 * page, titles, refusals and the tests of all pages read this table.
 */
const root = createRootRoute({ component: Root, notFoundComponent: NotFound, staticData: { needs: 'anybody' } })
const outside = { getParentRoute: () => root }
const partnership = createRoute({
  ...outside,
  path: '/$partnership',
  component: Shell,
  notFoundComponent: NotFoundHere,
  staticData: { needs: 'everybody' },
})
const inside = { getParentRoute: () => partnership }

const pages = [
  createRoute({
    ...inside,
    path: '/',
    component: lazy(() => import('./home/HomePage.tsx'), 'HomePage'),
    staticData: { needs: 'everybody', menu: 'Home' },
  }),
  createRoute({
    ...inside,
    path: '/map',
    validateSearch: MapSearch,
    component: lazy(() => import('./figures/map/MapPage.tsx'), 'MapPage'),
    staticData: { needs: 'figure:read', menu: 'Map', isWhole: true },
  }),
  createRoute({
    ...inside,
    path: '/signals',
    validateSearch: SignalSearch,
    component: lazy(() => import('./surveillance/signals/SignalsPage.tsx'), 'SignalsPage'),
    staticData: { needs: 'signal:read', menu: 'Signals' },
  }),
  createRoute({
    ...inside,
    path: '/signals/register',
    component: lazy(() => import('./surveillance/signals/SignalRegisterPage.tsx'), 'SignalRegisterPage'),
    staticData: { needs: 'signal:read', title: 'Signal register' },
  }),
  createRoute({
    ...inside,
    path: '/signals/over-borders/$borderClusterId',
    component: lazy(() => import('./surveillance/signals/OverBorderPage.tsx'), 'OverBorderPage'),
    staticData: { needs: 'signal:read', title: 'A cluster that crosses the border' },
  }),
  createRoute({
    ...inside,
    path: '/signals/$signalId',
    component: lazy(() => import('./surveillance/signals/SignalPage.tsx'), 'SignalPage'),
    staticData: { needs: 'signal:read' },
  }),
  createRoute({
    ...inside,
    path: '/deaths',
    validateSearch: DeathSearch,
    component: lazy(() => import('./deaths/DeathsPage.tsx'), 'DeathsPage'),
    staticData: {
      needs: 'death:read',
      menu: 'Deaths',
      task: { place: 6, label: 'Deaths recorded', about: 'To look up or amend.' },
    },
  }),
  createRoute({
    ...inside,
    path: '/deaths/new',
    component: lazy(() => import('./deaths/RecordDeathPage.tsx'), 'RecordDeathPage'),
    staticData: {
      needs: 'death:write',
      title: 'Record a death',
      task: {
        place: 2,
        label: 'Notify a death',
        about: 'Drugs are suspected or known to have played a part. Never a name here.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/deaths/$deathId',
    component: lazy(() => import('./deaths/DeathPage.tsx'), 'DeathPage'),
    staticData: { needs: 'death:read' },
  }),
  createRoute({
    ...inside,
    path: '/deaths/$deathId/amend',
    component: lazy(() => import('./deaths/AmendDeathPage.tsx'), 'AmendDeathPage'),
    staticData: { needs: 'death:write', title: 'Amend a death' },
  }),
  createRoute({
    ...inside,
    path: '/first-notices',
    validateSearch: NoticeSearch,
    component: lazy(() => import('./panel/notices/InboxPage.tsx'), 'InboxPage'),
    staticData: {
      needs: 'notice:read',
      title: 'First notices',
      task: {
        place: 2.6,
        label: 'First notices sent',
        about: 'What was told of a death, and whether it was taken up.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/first-notices/new',
    component: lazy(() => import('./panel/notices/SendNoticePage.tsx'), 'SendNoticePage'),
    staticData: {
      needs: 'notice:send',
      title: 'Send a first notice',
      task: { place: 2.5, label: 'Send a first notice', about: 'A death became known today. In under two minutes.' },
    },
  }),
  createRoute({
    ...inside,
    path: '/first-notices/$noticeId',
    component: lazy(() => import('./panel/notices/NoticePage.tsx'), 'NoticePage'),
    staticData: { needs: 'notice:read' },
  }),
  createRoute({
    ...inside,
    path: '/agency-requests',
    validateSearch: RequestSearch,
    component: lazy(() => import('./panel/requests/RequestsPage.tsx'), 'RequestsPage'),
    staticData: {
      needs: 'request:read',
      title: 'Requests to agencies',
      task: { place: 2.7, label: 'What you are asked', about: 'About the life before a death, and by when.' },
    },
  }),
  createRoute({
    ...inside,
    path: '/agency-requests/$requestId',
    component: lazy(() => import('./panel/requests/RequestPage.tsx'), 'RequestPage'),
    staticData: { needs: 'request:read' },
  }),
  createRoute({
    ...inside,
    path: '/same-deaths',
    validateSearch: SameDeathsSearch,
    component: lazy(() => import('./deaths/same-deaths/SameDeathsPage.tsx'), 'SameDeathsPage'),
    staticData: { needs: 'death:read', title: 'Possible same deaths' },
  }),
  createRoute({
    ...inside,
    path: '/how-many',
    validateSearch: HowManySearch,
    component: lazy(() => import('./panel/definitions/HowManyPage.tsx'), 'HowManyPage'),
    staticData: {
      needs: 'figure:read',
      title: 'How many died, by which definition',
      task: {
        place: 25,
        label: 'How many died, by which definition',
        about: 'Local, ONS, NRS, EUDA side by side, and who differs.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/how-many/rates',
    validateSearch: RatesSearch,
    component: lazy(() => import('./panel/definitions/RatesPage.tsx'), 'RatesPage'),
    staticData: { needs: 'figure:read', title: 'Death rates by definition' },
  }),
  createRoute({
    ...inside,
    path: '/how-many/compared',
    validateSearch: ComparedSearch,
    component: lazy(() => import('./panel/definitions/ComparedPage.tsx'), 'ComparedPage'),
    staticData: { needs: 'figure:read', title: 'Two definitions side by side' },
  }),
  createRoute({
    ...inside,
    path: '/how-many/revised',
    validateSearch: RevisedSearch,
    component: lazy(() => import('./panel/definitions/RevisedPage.tsx'), 'RevisedPage'),
    staticData: { needs: 'figure:read', title: 'Why a number has changed' },
  }),
  createRoute({
    ...inside,
    path: '/substances-in-deaths',
    validateSearch: SubstancesSearch,
    component: lazy(() => import('./panel/substances/SubstancesPage.tsx'), 'SubstancesPage'),
    staticData: { needs: 'figure:read', title: 'Substances in deaths' },
  }),
  createRoute({
    ...inside,
    path: '/definitions/$code',
    component: lazy(() => import('./panel/definitions/DefinitionPage.tsx'), 'DefinitionPage'),
    staticData: { needs: 'definition:read' },
  }),
  createRoute({
    ...inside,
    path: '/deaths-by-month',
    validateSearch: MonthSearch,
    component: lazy(() => import('./figures/indicators/DeathsByMonthPage.tsx'), 'DeathsByMonthPage'),
    staticData: { needs: 'figure:read', title: 'Deaths by month' },
  }),
  createRoute({
    ...inside,
    path: '/saved-lives',
    validateSearch: SavedLivesSearch,
    component: lazy(() => import('./figures/indicators/SavedLivesPage.tsx'), 'SavedLivesPage'),
    staticData: { needs: 'figure:read', title: 'What naloxone has done' },
  }),
  createRoute({
    ...inside,
    path: '/areas-above-expected',
    component: lazy(() => import('./figures/indicators/AreaExcessPage.tsx'), 'AreaExcessPage'),
    staticData: { needs: 'figure:read', title: 'Areas above expected' },
  }),
  createRoute({
    ...inside,
    path: '/reversals',
    validateSearch: OverdoseSearch,
    component: lazy(() => import('./naloxone/overdoses/OverdosesPage.tsx'), 'OverdosesPage'),
    staticData: {
      needs: 'overdose:read',
      title: 'Reversals and overdoses',
      menu: 'Reversals',
      task: { place: 4, label: 'Reversals recorded', about: 'To look up or amend.' },
    },
  }),
  createRoute({
    ...inside,
    path: '/follow-up',
    validateSearch: FollowUpSearch,
    component: lazy(() => import('./naloxone/overdoses/follow-up/FollowUpPage.tsx'), 'FollowUpPage'),
    staticData: { needs: 'overdose:read', title: 'Outcomes to follow up' },
  }),
  createRoute({
    ...inside,
    path: '/same-events',
    validateSearch: SameEventsSearch,
    component: lazy(() => import('./naloxone/overdoses/same-events/SameEventsPage.tsx'), 'SameEventsPage'),
    staticData: { needs: 'overdose:read', title: 'Possible reports of one event' },
  }),
  createRoute({
    ...inside,
    path: '/reversals/new',
    component: lazy(() => import('./naloxone/overdoses/RecordOverdosePage.tsx'), 'RecordOverdosePage'),
    staticData: {
      needs: 'overdose:write',
      title: 'Record a reversal',
      task: {
        place: 1,
        label: 'Record a reversal',
        about: 'Somebody was given naloxone. Best guess is fine, and “don’t know” is an answer.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/reversals/$overdoseId',
    component: lazy(() => import('./naloxone/overdoses/OverdosePage.tsx'), 'OverdosePage'),
    staticData: { needs: 'overdose:read' },
  }),
  createRoute({
    ...inside,
    path: '/reversals/$overdoseId/amend',
    component: lazy(() => import('./naloxone/overdoses/AmendOverdosePage.tsx'), 'AmendOverdosePage'),
    staticData: { needs: 'overdose:write', title: 'Amend a report' },
  }),
  createRoute({
    ...inside,
    path: '/supplies',
    validateSearch: SupplySearch,
    component: lazy(() => import('./naloxone/supplies/SuppliesPage.tsx'), 'SuppliesPage'),
    staticData: {
      needs: 'supply:read',
      menu: 'Naloxone supply',
      task: { place: 7, label: 'Supplies recorded', about: 'To look up or amend.' },
    },
  }),
  createRoute({
    ...inside,
    path: '/supplies/new',
    validateSearch: NewSupplySearch,
    component: lazy(() => import('./naloxone/supplies/RecordSupplyPage.tsx'), 'RecordSupplyPage'),
    staticData: {
      needs: 'supply:write',
      title: 'Record a naloxone supply',
      task: { place: 3, label: 'Record a supply of naloxone', about: 'Kits handed to a person, or to another holder.' },
    },
  }),
  createRoute({
    ...inside,
    path: '/supplies/$supplyId',
    component: lazy(() => import('./naloxone/supplies/SupplyPage.tsx'), 'SupplyPage'),
    staticData: { needs: 'supply:read' },
  }),
  createRoute({
    ...inside,
    path: '/supplies/$supplyId/amend',
    component: lazy(() => import('./naloxone/supplies/AmendSupplyPage.tsx'), 'AmendSupplyPage'),
    staticData: { needs: 'supply:write', title: 'Amend a supply' },
  }),
  createRoute({
    ...inside,
    path: '/trainings',
    validateSearch: TrainingSearch,
    component: lazy(() => import('./naloxone/trainings/TrainingsPage.tsx'), 'TrainingsPage'),
    staticData: {
      needs: 'supply:read',
      title: 'Naloxone training',
      task: {
        place: 20,
        label: 'Training',
        about: 'Record a session from a list of codes; see whose competence ends.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/reminders',
    component: lazy(() => import('./naloxone/reminders/RemindersPage.tsx'), 'RemindersPage'),
    staticData: {
      needs: 'supply:read',
      title: 'Reminders before kits expire',
      task: {
        place: 28,
        needs: 'supply:write',
        label: 'Reminders before kits expire',
        about: 'Ask for one mail for whoever wants it; stop all mail to somebody.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/reach',
    validateSearch: ReachSearch,
    component: lazy(() => import('./naloxone/reach/ReachPage.tsx'), 'ReachPage'),
    staticData: {
      needs: 'figure:read',
      title: 'Reach of naloxone',
      task: {
        place: 23,
        needs: 'product:write',
        label: 'Reach of naloxone',
        about: 'Kits that can still be used, whom they reach, and what expires soon.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/allocation',
    validateSearch: AllocationSearch,
    component: lazy(() => import('./naloxone/allocation/AllocationPage.tsx'), 'AllocationPage'),
    staticData: {
      needs: 'figure:read',
      title: 'Where the next kits go',
      task: {
        place: 24,
        needs: 'stock-alert:write',
        label: 'Where the next kits go',
        about: 'Over sites and channels, where they are expected to be used most, and why.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/supply-law',
    component: lazy(() => import('./naloxone/supply-law/SupplyLawPage.tsx'), 'SupplyLawPage'),
    staticData: { needs: 'product:read', title: 'Who may supply naloxone' },
  }),
  createRoute({
    ...inside,
    path: '/stock',
    validateSearch: StockSearch,
    component: lazy(() => import('./naloxone/stock/StockPage.tsx'), 'StockPage'),
    staticData: {
      needs: 'stock:read',
      title: 'Naloxone in stock',
      menu: 'Stock',
      task: {
        place: 21,
        label: 'Naloxone in stock',
        about: 'What is where, how long it lasts, deliveries and counts.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/stock/record',
    validateSearch: MovementSearch,
    component: lazy(() => import('./naloxone/stock/RecordMovementPage.tsx'), 'RecordMovementPage'),
    staticData: { needs: 'stock:write', title: 'Record what happened to stock' },
  }),
  createRoute({
    ...inside,
    path: '/stock/holders/new',
    component: lazy(() => import('./naloxone/stock/AddHolderPage.tsx'), 'AddHolderPage'),
    staticData: { needs: 'stock:write', title: 'Add a holder of stock' },
  }),
  createRoute({
    ...inside,
    path: '/stock/holders/$holderId',
    component: lazy(() => import('./naloxone/stock/HolderPage.tsx'), 'HolderPage'),
    staticData: { needs: 'stock:read' },
  }),
  createRoute({
    ...inside,
    path: '/stock/supplies',
    component: lazy(() => import('./naloxone/stock/SuppliesWithoutStockPage.tsx'), 'SuppliesWithoutStockPage'),
    staticData: { needs: 'stock:read', title: 'Supplies not taken from stock' },
  }),
  createRoute({
    ...inside,
    path: '/stock/alerts',
    component: lazy(() => import('./naloxone/stock/AlertsPage.tsx'), 'AlertsPage'),
    staticData: {
      needs: 'stock:read',
      title: 'Safety alerts about kits',
      task: {
        place: 22,
        label: 'Safety alerts about kits',
        about: 'Which kits are recalled or to be checked, and who has answered.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/stock/alerts/new',
    component: lazy(() => import('./naloxone/stock/AddAlertPage.tsx'), 'AddAlertPage'),
    staticData: { needs: 'stock-alert:write', title: 'Give out a safety alert' },
  }),
  createRoute({
    ...inside,
    path: '/stock/alerts/$alertId',
    component: lazy(() => import('./naloxone/stock/AlertPage.tsx'), 'AlertPage'),
    staticData: { needs: 'stock:read' },
  }),
  createRoute({
    ...inside,
    path: '/stock/boxes',
    component: lazy(() => import('./naloxone/stock/BoxesPage.tsx'), 'BoxesPage'),
    staticData: { needs: 'stock:read', title: 'Public boxes of naloxone' },
  }),
  createRoute({
    ...inside,
    path: '/report-links',
    validateSearch: ReportLinkSearch,
    component: lazy(() => import('./naloxone/report-links/ReportLinksPage.tsx'), 'ReportLinksPage'),
    staticData: {
      needs: 'supply:read',
      title: 'Codes for kits',
      task: { place: 8, label: 'Codes for kits', about: 'To stick on a kit: whoever uses it scans it and reports.' },
    },
  }),
  createRoute({
    ...inside,
    path: '/public-reports',
    component: lazy(() => import('./naloxone/public-reports/PublicReportsPage.tsx'), 'PublicReportsPage'),
    staticData: {
      needs: 'kit-request:read',
      title: 'Reports from the public',
      task: {
        place: 9,
        label: 'Reports from the public',
        about: 'Open the page on which anybody can report, and answer who asked for a kit.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/import',
    component: lazy(() => import('./import/ImportPage.tsx'), 'ImportPage'),
    staticData: { needs: 'import:read', title: 'Import a file', menu: 'Import' },
  }),
  createRoute({
    ...inside,
    path: '/import/$importId',
    component: lazy(() => import('./import/ImportReportPage.tsx'), 'ImportReportPage'),
    staticData: { needs: 'import:read', title: 'Report of an import' },
  }),
  createRoute({
    ...inside,
    path: '/nights',
    component: lazy(() => import('./surveillance/nights/NightsPage.tsx'), 'NightsPage'),
    staticData: { needs: 'night:read', menu: 'Nights' },
  }),
  createRoute({
    ...inside,
    path: '/agency-reports',
    component: lazy(() => import('./quality/agencies/AgencyReportsPage.tsx'), 'AgencyReportsPage'),
    staticData: {
      needs: 'overdose:read',
      title: 'How each agency reports',
      task: {
        place: 5,
        label: 'How your agency reports',
        about: 'How complete, how late, and when the last report came.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/registers',
    validateSearch: RegistersSearch,
    component: lazy(() => import('./office/registers/RegistersPage.tsx'), 'RegistersPage'),
    staticData: { needs: 'everybody', menu: 'Registers' },
  }),
  createRoute({
    ...inside,
    path: '/to-look-at',
    component: lazy(() => import('./quality/to-look-at/ToLookAtPage.tsx'), 'ToLookAtPage'),
    staticData: {
      needs: ['death:read', 'overdose:read', 'supply:read'],
      title: 'To look at',
      task: {
        place: 10,
        needs: 'supply:read',
        label: 'To look at',
        about: 'Records that could not be entered today: days that cannot be, places that do not fit.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/people',
    component: lazy(() => import('./office/people/PeoplePage.tsx'), 'PeoplePage'),
    staticData: {
      needs: 'person:read',
      menu: 'People',
      task: {
        place: 12,
        needs: 'person:write',
        label: 'People',
        about:
          'Invite somebody, give or take roles, disable an account. Areas and records are imported by a panel coordinator or a public health analyst.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/people/invite',
    component: lazy(() => import('./office/people/InvitePage.tsx'), 'InvitePage'),
    staticData: { needs: 'person:write', title: 'Invite somebody' },
  }),
  createRoute({
    ...inside,
    path: '/people/$accountId',
    component: lazy(() => import('./office/people/PersonPage.tsx'), 'PersonPage'),
    staticData: { needs: 'person:read' },
  }),
  createRoute({
    ...inside,
    path: '/api-keys',
    component: lazy(() => import('./office/api-keys/ApiKeysPage.tsx'), 'ApiKeysPage'),
    staticData: {
      needs: 'api-key:read',
      menu: 'API keys',
      task: { place: 13, needs: 'api-key:write', label: 'API keys', about: 'For the systems of agencies.' },
    },
  }),
  createRoute({
    ...inside,
    path: '/agreements',
    component: lazy(() => import('./office/agreements/AgreementsPage.tsx'), 'AgreementsPage'),
    staticData: {
      needs: 'agreement:read',
      title: 'Sharing agreements',
      menu: 'Agreements',
      task: { place: 14, label: 'Sharing agreements', about: 'With whom data are shared, for what, and until when.' },
    },
  }),
  createRoute({
    ...inside,
    path: '/audit',
    validateSearch: AuditSearch,
    component: lazy(() => import('./office/audit/AuditPage.tsx'), 'AuditPage'),
    staticData: {
      needs: 'audit:read',
      menu: 'Audit',
      task: { place: 15, label: 'Audit', about: 'Who read, wrote and took what.' },
    },
  }),
  createRoute({
    ...inside,
    path: '/refusals',
    validateSearch: RefusalSearch,
    component: lazy(() => import('./office/audit/RefusalsPage.tsx'), 'RefusalsPage'),
    staticData: {
      needs: 'refusal:read',
      menu: 'Refused attempts',
      task: { place: 16, label: 'Refused attempts', about: 'Who asked for what their role does not include.' },
    },
  }),
  createRoute({
    ...inside,
    path: '/notices',
    component: lazy(() => import('./identity/NoticesPage.tsx'), 'NoticesPage'),
    staticData: {
      needs: 'audit:read',
      menu: 'Notices',
      task: { place: 17, label: 'Notices', about: 'Identities that were opened in an emergency.' },
    },
  }),
  createRoute({
    ...inside,
    path: '/retention',
    component: lazy(() => import('./identity/retention/RetentionPage.tsx'), 'RetentionPage'),
    staticData: {
      needs: 'retention:read',
      menu: 'Retention',
      task: { place: 18, label: 'Retention', about: 'What is kept for how long, and what was removed.' },
    },
  }),
  createRoute({
    ...inside,
    path: '/subject-requests',
    component: lazy(() => import('./identity/subjects/SubjectRequestsPage.tsx'), 'SubjectRequestsPage'),
    staticData: { needs: 'subject:write', title: 'Data requests' },
  }),
  createRoute({
    ...inside,
    path: '/access',
    component: lazy(() => import('./office/who-may/AccessPage.tsx'), 'AccessPage'),
    staticData: {
      needs: 'everybody',
      title: 'Who can see this',
      task: {
        place: 19,
        needs: 'policy:read',
        label: 'Who can see this',
        about: 'What each role includes, yours too.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/figures',
    validateSearch: FiguresSearch,
    component: lazy(() => import('./figures/releases/FiguresPage.tsx'), 'FiguresPage'),
    staticData: {
      needs: 'everybody',
      title: 'Released figures',
      menu: 'Figures',
      task: {
        place: 11,
        needs: 'total:read',
        label: 'Released figures',
        about: 'Deaths, reversals and supplies by year, and a map; small counts are hidden.',
      },
    },
  }),
  createRoute({
    ...inside,
    path: '/totals',
    component: lazy(() => import('./figures/releases/TotalsPage.tsx'), 'TotalsPage'),
    staticData: { needs: 'everybody' },
  }),
  createRoute({
    ...inside,
    path: '/about',
    component: lazy(() => import('./about/AboutPage.tsx'), 'AboutPage'),
    staticData: { needs: 'everybody', title: 'About Vigil', menu: 'About' },
  }),
] as const

const pagesApart = [
  createRoute({ ...outside, path: '/', component: ChoosePartnership, staticData: { needs: 'anybody' } }),
  createRoute({
    ...outside,
    path: '/sign-in',
    validateSearch: SignInSearch,
    component: lazy(() => import('./office/sign-in/SignInPage.tsx'), 'SignInPage'),
    staticData: { needs: 'anybody', title: 'Sign in' },
  }),
  createRoute({
    ...outside,
    path: '/invitation',
    component: lazy(() => import('./office/invitation/InvitationPage.tsx'), 'InvitationPage'),
    staticData: { needs: 'anybody' },
  }),
  createRoute({
    ...outside,
    path: '/guest',
    component: lazy(() => import('./deaths/GuestPage.tsx'), 'GuestPage'),
    staticData: { needs: 'anybody' },
  }),
  createRoute({
    ...outside,
    path: '/account',
    component: lazy(() => import('./office/account/AccountPage.tsx'), 'AccountPage'),
    staticData: { needs: 'anybody', title: 'Your account' },
  }),
  createRoute({
    ...outside,
    path: '/$partnership/public',
    validateSearch: FiguresSearch,
    component: lazy(() => import('./figures/releases/PublicPage.tsx'), 'PublicPage'),
    staticData: { needs: 'anybody' },
  }),
  createRoute({
    ...outside,
    path: '/$partnership/public/naloxone',
    component: lazy(() => import('./naloxone/stock/PublicNaloxonePage.tsx'), 'PublicNaloxonePage'),
    staticData: { needs: 'anybody' },
  }),
  createRoute({
    ...outside,
    path: '/$partnership/public/reminder',
    component: lazy(() => import('./naloxone/reminders/PublicReminderPage.tsx'), 'PublicReminderPage'),
    staticData: { needs: 'anybody' },
  }),
] as const

export const routeTree = root.addChildren([...pagesApart, partnership.addChildren(pages)])
