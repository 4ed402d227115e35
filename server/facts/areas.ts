/**
 * Which areas count, in words; the functions stand in migrations (0013). `mapped_kind()` is the kind of area that is drawn and counted first,
 * `area_kinds()` all of them in that order, `area_of(point)` the area of it that holds a point (`area_of(point, kind)`: of another kind), and
 * `area_holding(area, point)` gives a row where an area, of today or of before, holds it. Each for a lateral join.
 */
export const MAPPED_KIND =
  'the kind of area that has residents; of several the one with the most areas; hexagons that Vigil made for the events only while there are no others'
