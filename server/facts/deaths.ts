/**
 * What counts as a death, in words; the functions stand in migrations (0013). `death_as_known(day, moment)` gives each death as it was known on
 * a day and recorded until a moment, `counted_death(day, moment)` those of them that count; `counted_elsewhere` which record of one death does.
 */
export const DEATHS =
  'People who died, as this partnership has recorded them (excluded deaths left out, records of one death counted once)'

/** Arguments of the facts: as known now. Written out, so that PostgreSQL follows the heads and plans nothing else. */
export const NOW = `'infinity', 'infinity'`
