import type { DescribedArea, MapDescription } from '../../../server/contract/map-description.ts'
import { colours, diverging } from './classes.ts'

export interface DescribedClass {
  colour: string
  words: string
  isIn: (area: DescribedArea) => boolean
  /** How many areas are in it. */
  areas: number
}
type Band = Omit<DescribedClass, 'areas'>
export interface DescribedClasses {
  title: string
  classes: DescribedClass[]
}

const scoreBands = [
  { from: 3, to: Infinity, words: '3 or more above' },
  { from: 2, to: 3, words: '2 to 3 above' },
  { from: 1, to: 2, words: '1 to 2 above' },
  { from: -1, to: 1, words: 'about as all areas' },
  { from: -2, to: -1, words: '1 to 2 below' },
  { from: -3, to: -2, words: '2 to 3 below' },
  { from: -Infinity, to: -3, words: '3 or more below' },
].map((band, position) => ({ ...band, colour: diverging.at(-1 - position) ?? '' }))

/** `highest`: of all densities that the scale is held over; left out, of this description alone. */
export function classifyDescription(description: MapDescription, highest?: number): DescribedClasses {
  const { title, classes } = bandsOf(description, highest)
  const counted = classes.map((band) => ({
    ...band,
    areas: new Set(description.areas.filter(band.isIn).map(({ areaId }) => areaId)).size,
  }))
  return { title, classes: counted }
}

function bandsOf({ layer, areas }: MapDescription, highest: number | undefined): { title: string; classes: Band[] } {
  if (layer === 'hot_spots') {
    return {
      title: 'Rate of an area and its neighbours beside all areas, in standard deviations',
      classes: scoreBands
        .map(({ from, to, colour, words }) => ({ colour, words, isIn: within(({ score }) => score, from, to) }))
        .filter(({ isIn }) => areas.some(isIn)),
    }
  }
  if (layer === 'density')
    return { title: 'Events per square kilometre a year, smoothed', classes: densityClasses(areas, highest) }
  return {
    title: 'Groups of events',
    classes: [{ colour: colours[2], words: 'a group reaches into this area', isIn: ({ group }) => group !== null }],
  }
}

/** Hardly darker than the land: where little was. */
const little = 'var(--map-little)'

/** Five equal steps up to the highest: where most of it is stands out, and the rest stays pale. */
function densityClasses(areas: readonly DescribedArea[], held: number | undefined): Band[] {
  const highest = held ?? Math.max(0, ...areas.map(({ density }) => density ?? 0))
  return [little, ...colours.slice(1)].map((colour, step) => {
    const from = (highest * step) / colours.length
    const to = (highest * (step + 1)) / colours.length
    const isLast = step === colours.length - 1
    return {
      colour,
      words: isLast && held !== undefined ? `${sayDensity(from)} or more` : `${sayDensity(from)} to ${sayDensity(to)}`,
      isIn: within(({ density }) => density, from, isLast ? Infinity : to),
    }
  })
}

function within(read: (area: DescribedArea) => number | null, from: number, to: number) {
  return (area: DescribedArea) => {
    const value = read(area)
    return value !== null && value >= from && value < to
  }
}

export function sayDensity(density: number) {
  return density.toLocaleString('en-GB', { maximumSignificantDigits: 2 })
}
