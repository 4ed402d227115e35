/** Cases and person-time of one covariate category, location by location: cell = place × units + unit. */
export type Category = { cases: number; personTime: Float64Array }

/**
 * Expected cases by indirect standardisation: each category's risk over the whole study, times its person-time in the
 * cell, summed over the categories. They add up to the number of cases. A category without cases expects none.
 * Kulldorff M, Feuer EJ, Miller BA, Freedman LS. Breast cancer clusters in the northeast United States.
 * Am J Epidemiol 1997;146:161–170.
 * @throws RangeError where a category has cases and no person-time
 */
export function indirectExpected(categories: Iterable<Category>, cells: number): Float64Array {
  const expected = new Float64Array(cells)
  for (const { cases, personTime } of categories) {
    if (cases === 0) continue
    const whole = personTime.reduce((sum, time) => sum + time, 0)
    if (!(whole > 0)) throw new RangeError('a category has cases and nobody at risk')
    for (let cell = 0; cell < cells; cell++)
      expected[cell] = (expected[cell] as number) + ((personTime[cell] as number) * cases) / whole
  }
  return expected
}
