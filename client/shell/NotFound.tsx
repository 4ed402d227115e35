export function NotFound() {
  return (
    <main className="govuk-width-container govuk-main-wrapper">
      <h1 className="govuk-heading-l">Page not found</h1>
      <p className="govuk-body">
        If you typed the address, check it is right. Otherwise go to the <a href="/">first page</a>.
      </p>
    </main>
  )
}
