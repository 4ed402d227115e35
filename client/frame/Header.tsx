import { Link, useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Partnership } from '../../server/contract/partnership.ts'
import { useMembership } from '../api/may.ts'
import { lacking, usePages } from '../api/page.ts'
import { usePartnership } from '../api/partnership.ts'
import { Brand } from './Brand.tsx'
import { UserMenu } from './UserMenu.tsx'

export function Header({ partnerships }: { partnerships: Partnership[] }) {
  const { slug, isSynthetic } = usePartnership()
  const membership = useMembership()
  const pages = usePages().filter(({ menu, needs }) => menu && !lacking(membership, needs))
  const path = useRouterState({ select: (state) => state.location.pathname })
  const [isOpen, setOpen] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes whenever the page changes
  useEffect(() => setOpen(false), [path])
  return (
    <header className="vigil-header">
      <div className="govuk-width-container vigil-header__top">
        <Link to="/$partnership" params={{ partnership: slug }} className="vigil-header__name">
          <Brand />
        </Link>
        <PartnershipChooser partnerships={partnerships} />
        <UserMenu partnership={slug} key={path} />
        <button
          type="button"
          className="vigil-header__menu"
          aria-expanded={isOpen}
          aria-controls="pages"
          onClick={() => setOpen(!isOpen)}
        >
          Menu
        </button>
      </div>
      <nav className={`vigil-navigation ${isOpen ? 'vigil-navigation--open' : ''}`} id="pages" aria-label="Pages">
        <ul className="govuk-width-container">
          {pages.map(({ to, menu }) => (
            <li key={to}>
              <Link
                to={to}
                params={{ partnership: slug }}
                activeOptions={{ exact: to === '/$partnership/', includeSearch: false }}
                activeProps={{ 'aria-current': 'page' }}
              >
                {menu}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {isSynthetic && (
        <p className="vigil-synthetic">
          <span className="govuk-width-container">
            <strong>Synthetic data:</strong> nothing here is about a real person or place.
          </span>
        </p>
      )}
    </header>
  )
}

function PartnershipChooser({ partnerships }: { partnerships: Partnership[] }) {
  const chosen = usePartnership()
  if (partnerships.length === 1) return <p className="vigil-chooser vigil-chooser--only">{chosen.name}</p>
  return (
    <details className="vigil-chooser" key={chosen.slug}>
      <summary>
        <span className="govuk-visually-hidden">Partnership: </span>
        {chosen.name}
      </summary>
      <ul>
        {partnerships.map((partnership) => (
          <li key={partnership.slug}>
            <Link
              to="/$partnership"
              params={{ partnership: partnership.slug }}
              aria-current={partnership.slug === chosen.slug ? 'true' : undefined}
            >
              {partnership.name}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  )
}
