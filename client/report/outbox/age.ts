const MINUTE = 60_000

export function minutesOld(at: number, now: number): number {
  return Math.floor((now - at) / MINUTE)
}

export function daysOld(at: number, now: number): number {
  return Math.floor(minutesOld(at, now) / (24 * 60))
}
