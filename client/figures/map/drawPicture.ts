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
const LEFT_OUT = '.vigil-map__buttons'
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

/** The map with its legend as it is seen, with its heading above it and its notes below. What draws it is fetched only then. */
export async function drawPicture(map: HTMLElement, { heading, chosen, notes }: Said): Promise<HTMLCanvasElement> {
  const { toCanvas } = await import('html-to-image')
  const legends = [...map.querySelectorAll<HTMLDetailsElement>('details.vigil-legend-box:not([open])')]
  for (const legend of legends) legend.open = true
  const shapes = styleShapes(map)
  try {
    const { color, backgroundColor, fontFamily } = getComputedStyle(document.body)
    const drawn = await toCanvas(map, {
      pixelRatio: SHARPNESS,
      skipFonts: true,
      backgroundColor,
      filter: (node) => !(node instanceof Element && node.matches(LEFT_OUT)),
    })
    const lines = [
      { words: heading, font: `700 24px ${fontFamily}`, height: 32, isAbove: true },
      { words: chosen, font: `400 16px ${fontFamily}`, height: 22, isAbove: true },
      ...notes.map((words) => ({ words, font: `400 14px ${fontFamily}`, height: 20, isAbove: false })),
    ]
    const picture = document.createElement('canvas')
    const pen = picture.getContext('2d')
    if (!pen) throw new Error('this browser draws no pictures')
    const width = drawn.width / SHARPNESS
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
    const mapHeight = drawn.height / SHARPNESS
    picture.width = drawn.width
    picture.height = Math.ceil((mapTop + mapHeight + heightOf(false)) * SHARPNESS)
    pen.scale(SHARPNESS, SHARPNESS)
    pen.fillStyle = backgroundColor
    pen.fillRect(0, 0, width, picture.height)
    pen.drawImage(drawn, 0, mapTop, width, mapHeight)
    pen.fillStyle = color
    pen.textBaseline = 'middle'
    const at = { above: MARGIN, below: mapTop + mapHeight + MARGIN }
    for (const { part, font, height, isAbove } of written) {
      const side = isAbove ? 'above' : 'below'
      pen.font = font
      pen.fillText(part, MARGIN, at[side] + height / 2)
      at[side] += height
    }
    return picture
  } finally {
    for (const legend of legends) legend.open = false
    for (const shape of shapes) for (const name of DRAWN) shape.style.removeProperty(name)
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
