/** What stands in the three boxes of a day, as the contract writes it: "2026-3-7" → "2026-03-07". */
export function wholeDay(written: string) {
  return written
    .split('-')
    .map((part, position) => part.padStart(position === 0 ? 4 : 2, '0'))
    .join('-')
}
