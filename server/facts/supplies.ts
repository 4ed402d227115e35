/** What counts as a supply, in words; `counted_supply(day, moment)` of migration 0013 gives them as known on a day and recorded until a moment. */
export const SUPPLIES = 'Naloxone kits supplied (withdrawn supplies left out).'
