/**
 * What counts as a death, in words; the functions stand in migrations (0013). `death_as_known(day, moment)` gives each death as it was known on
 * a day and recorded until a moment, `counted_death(day, moment)` those of them that count; `counted_elsewhere` which record of one death does.
 */
export const DEATHS =
  'People who died, as this partnership has recorded them (excluded deaths left out, records of one death counted once)'

/** Arguments of the facts: as known now. Written out, so that PostgreSQL follows the heads and plans nothing else. */
export const NOW = `'infinity', 'infinity'`

/** Whether the day of a death (the alias of its revision) can be; of one known by its month or year, the first that it may have been. Binding: `today`. */
export const isDayCredible = (death: string) =>
  `(is_credible_day(${death}.event_day, :today::date)
    or ${death}.event_day_precision <> 'day' and ${death}.event_day between '1900-01-01' and :today::date)`

/** The day by which a death is of a year: null where only the day it was reported is known, or the day cannot be. Binding: `today`. */
export const dayOfDeath = (death: string) =>
  `case when ${death}.event_day_basis <> 'reported' and ${isDayCredible(death)} then ${death}.event_day end`
