import { type ReactNode, useEffect } from 'react'
import { usePageTitle } from '../api/page.ts'
import { usePartnership } from '../api/partnership.ts'

interface PageTitleProps {
  /** left out: what the table of pages says */
  title?: string
  /** A line under the heading. */
  children?: ReactNode
  actions?: ReactNode
}

/** The heading of a page and its title in the window, which says when the data are synthetic. */
export function PageTitle({ title: own, children, actions }: PageTitleProps) {
  const title = usePageTitle(own)
  const partnership = usePartnership()
  const windowTitle = `${title} – ${partnership.name} – Vigil${partnership.isSynthetic ? ' (synthetic data)' : ''}`
  useEffect(
    function nameWindow() {
      document.title = windowTitle
    },
    [windowTitle],
  )
  return (
    <div className="vigil-title">
      <div>
        <h1 className="govuk-heading-l">{title}</h1>
        {children && <p className="vigil-lede">{children}</p>}
      </div>
      {actions && <div className="vigil-title__actions">{actions}</div>}
    </div>
  )
}
