import './api/zodWithoutEval.ts'
import { QueryClientProvider } from '@tanstack/react-query'
import { createRouter, RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { answers } from './api/answers.ts'
import { forgetEarly } from './api/early.ts'
import { watchPresence } from './api/presence.ts'
import { Broken } from './frame/Broken.tsx'
import { NotFound } from './frame/NotFound.tsx'
import { parseSearch, stringifySearch } from './frame/search.ts'
import { routeTree } from './pages.ts'

const router = createRouter({
  routeTree,
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

/** Milliseconds in which a page has asked its first questions. */
const OPENED_AFTER = 10_000

watchPresence()
setTimeout(forgetEarly, OPENED_AFTER)
const root = document.getElementById('vigil')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={answers}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  )
}
