import {
  type Color,
  differenceCiede2000,
  filterDeficiencyDeuter,
  filterDeficiencyProt,
  filterDeficiencyTrit,
  filterGrayscale,
  lab65,
  parse,
  wcagContrast,
} from 'culori'
import { compile } from 'sass'
import { describe, expect, it } from 'vitest'
import { colours, diverging } from '../../client/figures/map/classes.ts'
import { gapColours } from '../../client/naloxone/allocation/gapClasses.ts'

/** Below this, two colours beside each other are not told apart at a glance. */
const APART = 10
const difference = differenceCiede2000()
const sights = {
  'normal sight': (colour: Color) => colour,
  protanopia: filterDeficiencyProt(1),
  deuteranopia: filterDeficiencyDeuter(1),
  tritanopia: filterDeficiencyTrit(1),
}
const grey = filterGrayscale(1)
const read = (colour: string) => {
  const parsed = parse(colour)
  if (!parsed) throw new Error(`no colour: ${colour}`)
  return parsed
}

const { css } = compile(new URL('../../client/style/_map-colours.scss', import.meta.url).pathname)
const [light = '', dark = ''] = css.split('@media screen and (prefers-color-scheme: dark)')
const coloursIn = (block: string) =>
  new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]+);/g)].map(([, name = '', colour = '']) => [name, colour]))
const schemes = { light: coloursIn(light), dark: coloursIn(dark) }

describe.each(Object.entries(schemes))('the colours of the %s map', (scheme, colourOf) => {
  const get = (name: string) => {
    const colour = colourOf.get(name)
    if (!colour) throw new Error(`no colour --${name} in the ${scheme} scheme`)
    return colour
  }
  const named = (fills: readonly string[]) => fills.map((fill) => get(/^var\(--(.+)\)$/.exec(fill)?.[1] ?? fill))
  const classes = named(colours)
  const bands = named(diverging)
  const gaps = gapColours.map(named)
  const signals = ['signal-notify', 'signal-watch', 'signal-notice'].map(get)
  const [land, water] = [get('map-land'), get('map-water')]
  const middle = Math.floor(bands.length / 2)
  const neighbours = (row: readonly string[]) => row.slice(1).map((colour, at) => [row[at] as string, colour] as const)
  /** In greys, and so on a printer without colours. */
  const lightness = (colour: string) => lab65(grey(read(colour))).l

  it('lets a number be read on the circle of several points', () => {
    expect(wcagContrast(get('map-on-class-4'), get('map-class-4'))).toBeGreaterThanOrEqual(4.5)
  })

  it('names the same colours in both schemes', () => {
    expect([...colourOf.keys()]).toEqual([...schemes.light.keys()])
    expect(colourOf.size).toBeGreaterThan(25)
  })

  it.each(Object.entries(sights))('tells neighbours apart, and signals from all they lie on: %s', (_, see) => {
    const apart = (one: string, other: string) => difference(see(read(one)), see(read(other)))
    const pairs: (readonly [string, string])[] = [
      ...neighbours(classes),
      ...neighbours(bands),
      [land, classes[0] as string],
      [water, classes[0] as string],
      [bands[0] as string, bands.at(-1) as string],
      ...bands.filter((_, at) => at !== middle).map((band) => [land, band] as const),
      ...signals.flatMap((signal) => [...classes, ...bands, land, water].map((ground) => [signal, ground] as const)),
      ...neighbours([...signals, signals[0] as string]),
      ...[...signals, classes[3] as string, land, water].map((other) => [get('map-beside'), other] as const),
    ]
    const close = pairs
      .map((pair) => [...pair, Math.round(apart(...pair) * 10) / 10])
      .filter(([, , by]) => Number(by) < APART)
    expect(close).toEqual([])
  })

  it('keeps the order of the classes in greys, and of each side of the middle', () => {
    const away = scheme === 'light' ? -1 : 1
    for (const row of [classes, bands.slice(middle), bands.slice(0, middle + 1).toReversed()])
      for (const [one, other] of neighbours(row))
        expect(away * (lightness(other) - lightness(one)), `${one} ${other}`).toBeGreaterThan(5)
  })

  it.each(Object.entries(sights))(
    'tells each of the nine classes of the gap from each other, and from land and water: %s',
    (_, see) => {
      const all = [...gaps.flat(), land, water]
      const close = gaps.flat().flatMap((one, at) =>
        all.slice(at + 1).flatMap((other) => {
          const by = difference(see(read(one)), see(read(other)))
          return by < APART ? [[one, other, by]] : []
        }),
      )
      expect([gaps.flat().length, close]).toEqual([9, []])
    },
  )

  it('keeps the order of harm in greys, however many kits there are', () => {
    const away = scheme === 'light' ? -1 : 1
    for (const kits of [0, 1, 2])
      for (const [one, other] of neighbours(gaps.map((row) => row[kits] as string)))
        expect(away * (lightness(other) - lightness(one)), `${one} ${other}`).toBeGreaterThan(5)
  })

  it('lets the words on a signal and the names on land be read', () => {
    for (const signal of signals) expect(wcagContrast(signal, get('signal-words'))).toBeGreaterThanOrEqual(4.5)
    for (const ground of [land, water]) expect(wcagContrast(get('map-name'), ground)).toBeGreaterThanOrEqual(4.5)
    for (const signal of signals) expect(wcagContrast(signal, get('map-halo'))).toBeGreaterThanOrEqual(4.5)
  })
})
