export function Loading({ what }: { what: string }) {
  return (
    <p className="govuk-body vigil-loading" role="status">
      Loading {what}…
    </p>
  )
}
