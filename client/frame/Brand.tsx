export function Brand() {
  return (
    <>
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
        <circle cx="16" cy="16" r="12" fill="none" stroke="currentColor" strokeWidth="2" opacity="0.7" />
        <circle cx="16" cy="16" r="5" className="vigil-header__light" />
      </svg>
      Vigil
    </>
  )
}
