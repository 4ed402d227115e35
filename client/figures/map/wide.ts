/** Where there is room beside the map: as in `style/_map.scss`. */
export const WIDE = '(min-width: 821px)'
