import { Navigate, Outlet, useParams, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { MembershipContext, useMembership } from '../api/may.ts'
import { lacking, type PageFacts } from '../api/page.ts'
import { PartnershipContext } from '../api/partnership.ts'
import { useSession } from '../api/session.ts'
import { Loading } from '../ui/Loading.tsx'
import { ProblemNotice } from '../ui/ProblemNotice.tsx'
import { usePartnerships } from './ChoosePartnership.tsx'
import { Footer } from './Footer.tsx'
import { Header } from './Header.tsx'
import { NotFound } from './NotFound.tsx'
import { PlainPage } from './PlainPage.tsx'

const NotAllowed = lazy(() => import('./NotAllowed.tsx').then((file) => ({ default: file.NotAllowed })))

/** What stands around every page: where we are, whose figures these are, and that they are synthetic if they are. */
export function Shell() {
  const { partnership: slug } = useParams({ strict: false })
  const session = useSession()
  const isSignedIn = session.data?.person != null && session.data.next === null
  const partnerships = usePartnerships(isSignedIn)
  const failure = session.error ?? partnerships.error
  // Once there is something to show, a server that is away for a minute takes nothing from the screen.
  if (failure && !(session.data && partnerships.data)) {
    return (
      <PlainPage title="Vigil">
        <ProblemNotice
          failure={failure}
          onRetry={() => void Promise.all([session.refetch(), isSignedIn && partnerships.refetch()])}
        />
      </PlainPage>
    )
  }
  // A session that ended while the page was open is SessionKeeper's to leave.
  if (session.data && !isSignedIn && !partnerships.data) return <ToSignIn />
  if (!session.data || !isSignedIn || !partnerships.data) return <Loading what="Vigil" />
  const partnership = partnerships.data.find((candidate) => candidate.slug === slug)
  const membership = session.data.memberships.find((candidate) => candidate.slug === slug)
  if (!partnership || !membership) return <NotFound />
  return (
    <PartnershipContext value={partnership}>
      <MembershipContext value={membership}>
        <a href="#main" className="govuk-skip-link">
          Skip to main content
        </a>
        <Header partnerships={partnerships.data.filter(isOneOf(session.data.memberships))} />
        <Main key={slug} />
      </MembershipContext>
    </PartnershipContext>
  )
}

/** Signs in first, and comes back to where they were going. */
function ToSignIn() {
  const [to] = useState(() => location.pathname + location.search)
  return <Navigate to="/sign-in" search={{ to }} replace />
}

function isOneOf(memberships: readonly { slug: string }[]) {
  return (partnership: { slug: string }) => memberships.some(({ slug }) => slug === partnership.slug)
}

const everybodys: PageFacts = { needs: 'everybody' }

/** On a new page the focus goes to its content, as it would where pages come from a server. */
function Main() {
  const main = useRef<HTMLElement>(null)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const lastPath = useRef(path)
  const facts = useRouterState({ select: ({ matches }) => matches.at(-1)?.staticData ?? everybodys })
  const lacked = lacking(useMembership(), facts.needs)
  useEffect(
    function moveFocus() {
      if (lastPath.current !== path) main.current?.focus({ preventScroll: true })
      lastPath.current = path
    },
    [path],
  )
  const isWhole = facts.isWhole && !lacked
  return (
    <>
      <main
        className={`vigil-main ${isWhole ? 'vigil-main--whole' : 'govuk-width-container govuk-main-wrapper'}`}
        id="main"
        tabIndex={-1}
        ref={main}
      >
        {lacked ? (
          <Suspense fallback={<Loading what="this page" />}>
            <NotAllowed action={lacked} />
          </Suspense>
        ) : (
          <Outlet />
        )}
      </main>
      {!isWhole && <Footer />}
    </>
  )
}
