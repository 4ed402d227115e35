import { Outlet, useParams, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { Loading } from '../ui/Loading.tsx'
import { ProblemNotice } from '../ui/ProblemNotice.tsx'
import { usePartnerships } from './ChoosePartnership.tsx'
import { Footer } from './Footer.tsx'
import { Header } from './Header.tsx'
import { NotFound } from './NotFound.tsx'
import { PartnershipContext } from './partnership.ts'

/** What stands around every page: where we are, whose figures these are, and that they are synthetic if they are. */
export function Shell() {
  const { partnership: slug } = useParams({ strict: false })
  const partnerships = usePartnerships()
  if (partnerships.isError) {
    return (
      <main className="govuk-width-container govuk-main-wrapper">
        <h1 className="govuk-heading-l">Vigil</h1>
        <ProblemNotice failure={partnerships.error} onRetry={() => void partnerships.refetch()} />
      </main>
    )
  }
  if (partnerships.isPending) return <Loading what="Vigil" />
  const partnership = partnerships.data.find((candidate) => candidate.slug === slug)
  if (!partnership) return <NotFound />
  return (
    <PartnershipContext value={partnership}>
      <a href="#main" className="govuk-skip-link">
        Skip to main content
      </a>
      <Header partnerships={partnerships.data} />
      <Main key={slug} />
      <Footer />
    </PartnershipContext>
  )
}

/** On a new page the focus goes to its content, as it would where pages come from a server. */
function Main() {
  const main = useRef<HTMLElement>(null)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const lastPath = useRef(path)
  useEffect(
    function moveFocus() {
      if (lastPath.current !== path) main.current?.focus({ preventScroll: true })
      lastPath.current = path
    },
    [path],
  )
  return (
    <main className="govuk-width-container govuk-main-wrapper vigil-main" id="main" tabIndex={-1} ref={main}>
      <Outlet />
    </main>
  )
}
