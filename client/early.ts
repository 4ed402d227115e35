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
    sendFor('home')
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
  sendFor('map')
}

/** The build has written beside this script which files a page is made of. */
function sendFor(page: 'map' | 'home') {
  const files = document.querySelector<HTMLElement>(`script[data-${page}]`)?.dataset[page]?.split(' ') ?? []
  for (const href of files) {
    if (document.querySelector(`link[href="${href}"]`)) continue
    const link = document.createElement('link')
    Object.assign(link, { rel: 'modulepreload', href, crossOrigin: '' })
    document.head.append(link)
  }
}
