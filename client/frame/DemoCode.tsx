export function DemoCode({ code }: { code: string }) {
  return (
    <p className="govuk-inset-text">
      In this demonstration there is no app. The code now: <strong className="vigil-code">{code}</strong>
    </p>
  )
}
