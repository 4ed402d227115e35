import './style/report.scss'
import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { readKit } from './form/kit.ts'
import { noteInstallOffer } from './outbox/install.ts'
import { ReportPage } from './ReportPage.tsx'

const slug = /^\/report\/([^/]+)/.exec(location.pathname)?.[1] ?? ''
const root = document.getElementById('report')
if (root && slug) {
  noteInstallOffer()
  hydrateRoot(
    root,
    <StrictMode>
      <ReportPage slug={slug} kit={readKit(location.search)} />
    </StrictMode>,
  )
  linkManifest()
  // after the first view, which it would slow down
  addEventListener('load', () => void startWorker())
  if (document.readyState === 'complete') void startWorker()
}

/** Each partnership has its own: the address at which the page opens from the home screen. */
function linkManifest() {
  const link = document.createElement('link')
  link.rel = 'manifest'
  link.href = `/report/${slug}/manifest.webmanifest`
  document.head.append(link)
}

/** With it the page opens without a network, and what waits may go after the tab was closed. */
async function startWorker() {
  await navigator.serviceWorker?.register('/report/worker.js', { scope: '/report/' }).catch(() => undefined)
}
