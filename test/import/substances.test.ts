import { describe, expect, it } from 'vitest'
import { substanceNames } from '../../server/import/substance-names.ts'
import { substances } from './reading.ts'

const names = substanceNames(substances)
const codesIn = (text: string) => names.findAll(text).map(({ code, isDenied }) => (isDenied ? `not ${code}` : code))

describe('the substance tree', () => {
  it('holds more than 150 distinct drugs besides metabolites, each under a class', () => {
    const drugs = substances.filter(({ level, isMetabolite }) => level === 'drug' && !isMetabolite)
    expect(drugs.length).toBeGreaterThan(150)
    for (const { code } of substances) {
      expect(
        substances.some(({ level, code: top }) => level === 'class' && names.isUnder(code, top)),
        code,
      ).toBe(true)
    }
  })

  it('gives each alias to one substance', () => {
    const owners = new Map<string, string>()
    for (const { code, name, aliases } of substances) {
      for (const alias of new Set([name.toLowerCase(), ...aliases])) {
        expect(owners.get(alias) ?? code, alias).toBe(code)
        owners.set(alias, code)
      }
    }
  })

  it.each([
    ['isotonitazene', 'nitazenes'],
    ['n-pyrrolidino-protonitazene', 'nitazenes'],
    ['carfentanil', 'fentanyl-analogues'],
    ['fentanyl', 'fentanyls'],
    ['nitazenes', 'opioids'],
    ['bromazolam', 'benzodiazepines'],
    ['6-mam', 'heroin'],
    ['cocaethylene', 'cocaine'],
  ])('puts %s under %s', (code, ancestor) => {
    expect(names.isUnder(code, ancestor)).toBe(true)
  })

  it.each([
    // Misuse of Drugs Act 1971 as amended to 15 January 2025
    ['protonitazene', 'A', true],
    ['pregabalin', 'C', false],
    ['ketamine', 'B', false],
    ['xylazine', 'C', true],
    ['ghb', 'B', false],
    ['cannabis', 'B', false],
    ['ethanol', null, false],
  ])('knows %s as class %s', (code, controlledClass, isWatched) => {
    expect(substances.find((substance) => substance.code === code)).toMatchObject({ controlledClass, isWatched })
  })
})

describe('substances in a text', () => {
  it.each([
    ['Acute heroin intoxication', ['heroin']],
    ['Acetyl Fentanyl and Fentanyl Toxicity', ['acetyl-fentanyl', 'fentanyl']],
    ['Intoxication ofheroin, heroinand Alprazolam', ['heroin', 'heroin', 'alprazolam']],
    ['Combined fenatnyl, cocanie and ethanoll', ['fentanyl', 'cocaine', 'ethanol']],
    ['6-MAM, U-47700', ['6-mam', 'u-47700']],
    ['Isopropyl alcohol', ['isopropanol']],
    ['Chronic alcoholism', []],
    ['Methadone; no heroin or cocaine found', ['methadone', 'not heroin', 'not cocaine']],
    ['PCP neg, morphine', ['not phencyclidine', 'morphine']],
    ['Blunt trauma of torso', []],
    ['Heroin/Morphine', ['heroin', 'morphine']],
  ])('reads %j', (text, codes) => {
    expect(codesIn(text)).toEqual(codes)
  })

  it('knows one name in a cell by code, name, alias and spelling', () => {
    expect(
      ['heroin', 'Heroin', 'DIAMORPHINE', 'Heroin/morphine', 'n-desethyl isotonitazene', 'no such thing'].map(
        names.codeOf,
      ),
    ).toEqual(['heroin', 'heroin', 'heroin', 'heroin-morphine', 'n-desethyl-isotonitazene', undefined])
    expect(names.nearest('bromazolm')).toEqual(['bromazolam'])
  })
})
