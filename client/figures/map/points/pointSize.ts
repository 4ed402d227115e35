/** Pixels. */
export const LARGEST_RADIUS = 26
/** A number is written on a circle that has room for it. */
export const ROOM_FOR_NUMBER = 10
