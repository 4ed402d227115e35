/// <reference lib="webworker" />
import { readKit } from './form/kit.ts'
import { whyNot } from './form/toReport.ts'
import { answersOf, newDraft } from './kept/draft.ts'
import { keep, readAll } from './kept/store.ts'
import { putInOutbox } from './outbox/putInOutbox.ts'
import { sendWaiting } from './outbox/send.ts'

declare const self: ServiceWorkerGlobalScope
/** Set by the build: what the page is made of, and a hash of it. */
declare const PAGE_FILES: readonly string[]
declare const PAGE_VERSION: string

const PREFIX = 'vigil-report-page-'
const CACHE = PREFIX + PAGE_VERSION
/** The same for every partnership. */
const PAGE = '/report.html'

/** Until its tabs are closed, an older page goes on with its own files. */
self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([PAGE, ...PAGE_FILES])))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOlder().then(() => self.clients.claim()))
})

async function dropOlder(): Promise<void> {
  const names = await caches.keys()
  const older = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  await Promise.all(older.map((name) => caches.delete(name)))
}

/** The page and its files from here, with a network and without. All else goes where it would: what is asked of Vigil is the page's affair. */
self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (origin !== location.origin) return
  const isPage = request.mode === 'navigate' && /^\/report\/[^/.]+\/?$/.test(pathname)
  if (isPage && request.method === 'POST') event.respondWith(takePlainForm(request))
  if (request.method !== 'GET') return
  if (isPage || PAGE_FILES.includes(pathname)) event.respondWith(answer(isPage ? PAGE : pathname, request))
})

async function answer(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  return (await cache.match(path)) ?? fetch(request)
}

/** The form posts itself where it is sent before the page's script has come. Without a network it then waits here, as if the script had sent it. */
async function takePlainForm(request: Request): Promise<Response> {
  const sent = request.clone()
  try {
    return await fetch(request)
  } catch {
    const form = await sent.formData()
    // how to reach somebody is never kept here
    if (form.has('asks')) return Response.error()
    const { pathname, search } = new URL(request.url)
    const now = new Date()
    const slug = pathname.split('/')[2] ?? ''
    const draft = { ...newDraft(slug, readKit(search), now), answers: answersOf(form) }
    if (whyNot(draft, now)) await keep('drafts', draft)
    else await putInOutbox(draft)
    return Response.redirect(pathname, 303)
  }
}

/** The network is back, and the page may long be closed. Where something still waits the browser is to call again. */
self.addEventListener('sync', (event) => {
  ;(event as ExtendableEvent).waitUntil(
    sendWaiting({ isAsked: true }).then(async () => {
      const waiting = await readAll('waiting')
      if (waiting.some(({ refused }) => !refused)) throw new Error('not all was sent')
    }),
  )
})
