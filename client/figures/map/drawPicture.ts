import { layMapOut } from '../../map/otherLayout.ts'
import { WIDE } from './wide.ts'

interface Said {
  heading: string
  chosen: string
  notes: readonly string[]
}

/** Pixels of the picture for each of the screen: sharp on a slide. */
const SHARPNESS = 2
/** Around words, screen pixels. */
const MARGIN = 16
/** What is to press says nothing on a picture. */
const LEFT_OUT = '.vigil-map__buttons, .vigil-legend button, .vigil-legend-box .vigil-map-figure__sources'
/** A legend that is to stand under the map of a picture: laid out as wide as that, out of sight (`style/_map.scss`). */
const UNDER_MAP = 'vigil-legend-box--under-map'
/** What is drawn from a phone, as wide as each map in it (`style/_map.scss`), pixels. */
const LAID_OUT = 'vigil-laid-out'
const PICTURE = { width: 700, height: 480 }
/** Of what is drawn, whatever of it is seen. */
const WHOLE = { position: 'static', maxHeight: 'none', overflow: 'visible', margin: '0' }
/** What a style sheet says of a shape; the library copies shapes without it. */
const DRAWN = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'opacity',
] as const

/**
 * The map with its legend as it is seen, with its heading above it and its notes below. A sheet of small maps is whole, however much of it is
 * scrolled out of sight; a legend that is folded on the screen stands unfolded under the map, where it hides nothing. What draws it is fetched
 * only then.
 */
export async function drawPicture(map: HTMLElement, { heading, chosen, notes }: Said): Promise<HTMLCanvasElement> {
  const { toCanvas } = await import('html-to-image')
  const { color, backgroundColor, fontFamily } = getComputedStyle(document.body)
  const goBack = matchMedia(WIDE).matches ? () => {} : layOutWide(map)
  const folded = [...map.querySelectorAll<HTMLDetailsElement>('details.vigil-legend-box:not([open], [hidden])')]
  for (const legend of folded) {
    legend.open = true
    legend.classList.add(UNDER_MAP)
    legend.style.width = `${map.clientWidth}px`
  }
  const shapes = styleShapes(map)
  const draw = (element: HTMLElement, leftOut: string) =>
    toCanvas(element, {
      pixelRatio: SHARPNESS,
      skipFonts: true,
      backgroundColor,
      width: element.clientWidth,
      height: element.scrollHeight,
      style: { ...WHOLE, height: `${element.scrollHeight}px` },
      filter: (node) => !(node instanceof Element && node.matches(leftOut)),
    })
  try {
    const drawn = [await draw(map, `${LEFT_OUT}, .${UNDER_MAP}`)]
    for (const legend of folded.flatMap((box) => box.querySelector<HTMLElement>('.vigil-legend') ?? []))
      drawn.push(await draw(legend, LEFT_OUT))
    const lines = [
      { words: heading, font: `700 24px ${fontFamily}`, height: 32, isAbove: true },
      { words: chosen, font: `400 16px ${fontFamily}`, height: 22, isAbove: true },
      ...notes.map((words) => ({ words, font: `400 14px ${fontFamily}`, height: 20, isAbove: false })),
    ]
    const picture = document.createElement('canvas')
    const pen = picture.getContext('2d')
    if (!pen) throw new Error('this browser draws no pictures')
    const width = map.clientWidth
    const written = lines.flatMap(({ words, font, ...line }) => {
      pen.font = font
      return breakLines(words, width - 2 * MARGIN, (part) => pen.measureText(part).width).map((part) => ({
        ...line,
        part,
        font,
      }))
    })
    const heightOf = (isAbove: boolean) =>
      MARGIN * 1.5 + written.reduce((sum, line) => sum + (line.isAbove === isAbove ? line.height : 0), 0)
    const mapTop = heightOf(true)
    const drawnHeight = drawn.reduce((sum, { height }) => sum + height / SHARPNESS, 0)
    picture.width = width * SHARPNESS
    picture.height = Math.ceil((mapTop + drawnHeight + heightOf(false)) * SHARPNESS)
    pen.scale(SHARPNESS, SHARPNESS)
    pen.fillStyle = backgroundColor
    pen.fillRect(0, 0, width, picture.height)
    let top = mapTop
    for (const part of drawn) {
      pen.drawImage(part, 0, top, part.width / SHARPNESS, part.height / SHARPNESS)
      top += part.height / SHARPNESS
    }
    pen.fillStyle = color
    pen.textBaseline = 'middle'
    const at = { above: MARGIN, below: top + MARGIN }
    for (const { part, font, height, isAbove } of written) {
      const side = isAbove ? 'above' : 'below'
      pen.font = font
      pen.fillText(part, MARGIN, at[side] + height / 2)
      at[side] += height
    }
    return picture
  } finally {
    for (const legend of folded) {
      legend.open = false
      legend.classList.remove(UNDER_MAP)
      legend.style.removeProperty('width')
    }
    for (const shape of shapes) for (const name of DRAWN) shape.style.removeProperty(name)
    goBack()
  }
}

/** On a phone the table has half of the window, and the map is what is left: for a picture it is laid out as on a desk, out of sight. */
function layOutWide(map: HTMLElement): () => void {
  const boxes = [...map.querySelectorAll('.vigil-map__box')]
  map.classList.add(LAID_OUT)
  const restored = boxes.map((box) => layMapOut(box, PICTURE))
  return function goBack() {
    map.classList.remove(LAID_OUT)
    for (const restore of restored) restore()
  }
}

/** Writes into each shape how the page draws it; Leaflet's own shapes have no such styles. */
function styleShapes(map: HTMLElement): SVGElement[] {
  const shapes = [...map.querySelectorAll<SVGElement>('svg :is(path, circle, rect, line)')]
  const drawn = shapes.map((shape) => {
    const style = getComputedStyle(shape)
    return DRAWN.map((name) => [name, style.getPropertyValue(name)] as const)
  })
  for (const [at, shape] of shapes.entries())
    for (const [name, value] of drawn[at] ?? []) shape.style.setProperty(name, value)
  return shapes
}

/** Words in lines no wider than there is room; one word that is wider stands alone. */
export function breakLines(words: string, room: number, widthOf: (part: string) => number): string[] {
  const lines: string[] = []
  for (const word of words.split(/\s+/).filter(Boolean)) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word
    if (lines.length > 0 && widthOf(longer) <= room) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}
