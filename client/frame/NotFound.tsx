import { PageTitle } from '../ui/PageTitle.tsx'
import { PlainPage } from './PlainPage.tsx'

const sentence = (
  <p className="govuk-body">
    If you typed the address, check it is right. Otherwise go to the <a href="/">first page</a>.
  </p>
)

export function NotFound() {
  return <PlainPage title="Page not found">{sentence}</PlainPage>
}

/** The same inside a partnership. */
export function NotFoundHere() {
  return (
    <>
      <PageTitle title="Page not found" />
      {sentence}
    </>
  )
}
