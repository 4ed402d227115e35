const HOURS_A_PART = 6

/** The day by the phone's own clock, or one some days before or after it. */
export function phoneDay(now: Date, daysAfter = 0): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + daysAfter, 12)
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}

export function partOfDayOf(hour: number): 'overnight' | 'morning' | 'afternoon' | 'evening' {
  return (['overnight', 'morning', 'afternoon', 'evening'] as const)[Math.floor(hour / HOURS_A_PART)] ?? 'evening'
}
