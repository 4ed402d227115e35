/** The years that are asked for most, newest first. */
export function lastYears(today: string): number[] {
  const now = Number(today.slice(0, 4))
  return Array.from({ length: 12 }, (_, back) => now - back)
}
