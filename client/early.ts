import type { Partnership } from '../server/contract/partnership.ts'
import type { Session } from '../server/contract/session.ts'
import { askEarly } from './api/early.ts'
import { askMapEarly } from './figures/map/askMapEarly.ts'

/**
 * A script of its own, small and first: what every page asks, and the map, is asked while the pages' code is still on its way, and the code of
 * the two pages that are opened most is sent for. It decides nothing: what no page takes up is let go.
 */
const [slug, page] = location.pathname.slice(1).split('/')
if (slug && page === 'map') void openMap(slug)
else {
  void askEarly('/api/session')
  if (slug && !page) {
    void askEarly('/api/partnerships')
    void import('./home/HomePage.tsx')
  }
}

async function openMap(slug: string) {
  const asking = [askEarly<Session>('/api/session'), askEarly<Partnership[]>('/api/partnerships')] as const
  const [session, partnerships] = await Promise.all(asking)
  const membership = session?.memberships.find((one) => one.slug === slug)
  const partnership = partnerships?.find((one) => one.slug === slug)
  if (membership && partnership)
    askMapEarly(partnership, membership.actions, Object.fromEntries(new URLSearchParams(location.search)))
  // after the questions: a browser opens few connections, and the code of all pages fills the line meanwhile
  await import('./figures/map/MapPage.tsx')
}
