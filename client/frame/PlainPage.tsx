import { type ReactNode, useEffect } from 'react'
import { usePageTitle } from '../api/page.ts'
import { Brand } from './Brand.tsx'
import { UserMenu } from './UserMenu.tsx'

interface PlainPageProps {
  /** left out: what the table of pages says */
  title?: string
  lede?: ReactNode
  /** a way back, above the title */
  back?: ReactNode
  children: ReactNode
}

/** A page that stands outside every partnership: signing in, one's own account, a guest's one case. */
export function PlainPage({ title: own, lede, back, children }: PlainPageProps) {
  const title = usePageTitle(own)
  useEffect(
    function nameWindow() {
      document.title = `${title} – Vigil`
    },
    [title],
  )
  return (
    <>
      <a href="#main" className="govuk-skip-link">
        Skip to main content
      </a>
      <header className="vigil-header">
        <div className="govuk-width-container vigil-header__top">
          <a href="/" className="vigil-header__name">
            <Brand />
          </a>
          <UserMenu />
        </div>
      </header>
      <main className="govuk-width-container govuk-main-wrapper vigil-main" id="main" tabIndex={-1}>
        {back}
        <div className="vigil-title">
          <div>
            <h1 className="govuk-heading-l">{title}</h1>
            {lede && <p className="vigil-lede">{lede}</p>}
          </div>
        </div>
        {children}
      </main>
      <footer className="vigil-footer">
        <div className="govuk-width-container">
          <p>Vigil: drug-related deaths and naloxone, for local partnerships.</p>
        </div>
      </footer>
    </>
  )
}
