/** A page that could not be shown, most often because Vigil was renewed while it was open. */
export function Broken() {
  return (
    <main className="govuk-width-container govuk-main-wrapper">
      <h1 className="govuk-heading-l">This page could not be shown</h1>
      <p className="govuk-body">
        Vigil may have been renewed since you opened it. Load the page again: what you had written in a form is kept in
        this tab. If it goes on, tell the people who run Vigil.
      </p>
      <button type="button" className="govuk-button" onClick={() => window.location.reload()}>
        Load the page again
      </button>
    </main>
  )
}
