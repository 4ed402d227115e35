/* What JavaScript computes for the kernels, so that data and replicates share one logarithm. */

/** The address of the least counts for a bar, in rows by level; the number of their bytes stands in the 4 before it. */
export declare function leastFor(chunk: i32, bar: f64): i32

export declare function prospectiveStatistic(count: i32, window: i32, measure: f64, centre: i32, entry: i32): f64

/** The address of the least counts for a bar, by level. */
export declare function leastColumnFor(bar: f64): i32

export declare function spatialStatistic(count: i32, measure: f64): f64

/** The address of the least counts for a bar, by step of the measure; the number of their bytes stands in the 4 before it. */
export declare function leastInCircle(bar: f64): i32

export declare function circleStatistic(count: i32, measure: f64, centre: i32, entry: i32): f64

/** Of the circle that ends at an entry, from unit `first` to `last`; a count of −1 is to be counted again. */
export declare function retrospectiveStatistic(count: i32, centre: i32, entry: i32, first: i32, last: i32): f64

/** The address of the least counts for a bar, by step of the measure, in 32 bits; the number of their bytes stands in the 4 before it. */
export declare function leastByStep(bar: f64): i32

export declare function windowStatistic(count: i32, measure: f64): f64
