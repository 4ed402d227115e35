/** "500 m", "2 km" */
export function sayRadius(metres: number) {
  return metres < 1000 ? `${metres} m` : `${(metres / 1000).toLocaleString('en-GB')} km`
}
