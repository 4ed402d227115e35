/** Two hatchings that nobody can take for each other: one for years still growing, one for deaths without a day of death. */
export function Hatchings() {
  return (
    <defs>
      <pattern id="incomplete-year" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" className="vigil-bars__ground" />
        <line x1="0" y1="0" x2="0" y2="6" className="vigil-bars__hatch" />
      </pattern>
      <pattern id="only-reported" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <rect width="4" height="4" className="vigil-bars__ground" />
        <line x1="0" y1="0" x2="0" y2="4" className="vigil-bars__hatch--reported" />
      </pattern>
    </defs>
  )
}
