import { describe, expect, it } from 'vitest'
import { substanceNames } from '../../server/deaths/substances/names.ts'
import { findMentions, readCause } from '../../server/deaths/substances/read-cause.ts'
import { readSubstanceCell } from '../../server/deaths/substances/read-cell.ts'
import { substances } from './reading.ts'

const names = substanceNames(substances)
const codesIn = (text: string) =>
  findMentions(text, names).map(({ code, isDenied }) => (isDenied ? `not ${code}` : code))

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
    ['Effectsof Oxycodone; HemorrhageAcute Cocaine andpara-Fluorofentanyl', ['oxycodone', 'cocaine', 'fluorofentanyl']],
    ['Combined fenatnyl, cocanie and ethanoll', ['fentanyl', 'cocaine', 'ethanol']],
    ['6-MAM, U-47700', ['6-mam', 'u-47700']],
    ['Isopropyl alcohol', ['isopropanol']],
    ['Chronic alcoholism', []],
    ['Methadone; no heroin or cocaine found', ['methadone', 'not heroin', 'not cocaine']],
    ['No evidence of heroin', ['not heroin']],
    ['PCP neg, morphine', ['not phencyclidine', 'morphine']],
    ['Blunt trauma of torso', []],
    ['Heroin/Morphine', ['heroin', 'morphine']],
    ['1a Heroin toxicity', ['heroin']],
    ['I(a) Methadone toxicity (b) (c) II Hepatitis C', ['methadone']],
    ['COMBINED DRUG (FENTANYL, 4-ANPP, COCAINE) TOXICITY', ['fentanyl', '4-anpp', 'cocaine']],
    ['probable illicit heroin and pharmaceutical fentanyl', ['heroin', 'fentanyl']],
    ['Complications of fentanyl-laced cocaine', ['fentanyl', 'cocaine']],
    ['6-acetyl morphine and acetyl salicylic acid', ['6-mam', 'aspirin']],
    // a word that is not known before a drug makes another drug of it
    ['Acute benzyl fentanyl toxicity', ['benzyl-fentanyl']],
    ['Acute tetramethyl fentanyl toxicity', [null]],
    ['fentanyl and xyzyl-fentanyl', ['fentanyl', null]],
    ['fentanyl-d5', [null]],
    // the ending says that it is a drug: the new ones are the unknown ones
    ['toxicity of heroin and xyzolam', ['heroin', null]],
    // conditions, and words of every day
    ['Insulin dependent diabetes; alcohol dependence; alcohol related liver disease', []],
    ['high speed collision', []],
  ])('reads %j', (text, codes) => {
    expect(codesIn(text)).toEqual(codes)
  })

  it('says once what a cause names twice, and leaves out the group beside its drug', () => {
    const read = readCause('OPIATE TOXICITY (HEROIN, ?COCAINE, HEROIN), no methadone', names)
    expect(read.map(({ code, isUncertain, isNegative }) => ({ code, isUncertain, isNegative }))).toEqual([
      { code: 'heroin', isUncertain: false, isNegative: false },
      { code: 'cocaine', isUncertain: true, isNegative: false },
      { code: 'methadone', isUncertain: false, isNegative: true },
    ])
  })

  it('knows one name in a cell by code, name, alias and spelling', () => {
    expect(
      ['heroin', 'Heroin', 'DIAMORPHINE', 'Heroin/morphine', 'n-desethyl isotonitazene', 'no such thing'].map(
        names.codeOf,
      ),
    ).toEqual(['heroin', 'heroin', 'heroin', 'heroin-morphine', 'n-desethyl-isotonitazene', undefined])
    expect(names.nearest('bromazolm')).toEqual(['bromazolam'])
  })

  it.each(['none', 'negative', 'bromazepam', 'prazosine', 'etizolem metabolite', 'ethylon', 'fluvoxazine', 'methadol'])(
    'offers for %j no drug that it is not',
    (written) => {
      const near = names.nearest(written)
      const isThatDrug = (code: string) => ['ethylone', 'fluvoxamine', 'bromazepam'].includes(code)
      expect(near.filter((code) => !isThatDrug(code))).toEqual([])
    },
  )
})

/** `code`, or `<name>` of one that is not in the tree, with what the cell says of it. */
function shown(text: string): string[] {
  return readSubstanceCell(text, names).substances.map(({ code, name, role, prescribed, isUncertain, isNegative }) =>
    [
      code ?? `<${name}>`,
      role && role !== 'not_detected' ? role : '',
      prescribed === 'unknown' ? '' : prescribed === 'yes' ? 'prescribed' : 'not prescribed',
      isUncertain ? 'uncertain' : '',
      isNegative ? 'negative' : '',
    ]
      .filter(Boolean)
      .join(' '),
  )
}

describe('a cell of substances', () => {
  it.each([
    // one code of the tree that holds a slash, a comma or a blank
    ['Heroin / Morphine', ['heroin-morphine']],
    ['citalopram/escitalopram', ['citalopram']],
    ['para-fluorobutyryl fentanyl/FIBF', ['fluorobutyryl-fentanyl-or-fibf']],
    ['Morphine, 6 Monoacetyl', ['6-mam']],
    ['2-ethylidene-1,5-dimethyl-3,3-diphenylpyrrolidine', ['eddp']],
    ['co-codamol 30/500', ['codeine']],
    ['N,N-dimethylpentylone', ['dimethylpentylone']],
    ['Heroin / cocaine', ['heroin', 'cocaine']],
    ['Heroin/cocaine/benzos', ['heroin', 'cocaine', 'benzodiazepines']],
    ['cocaine + alcohol', ['cocaine', 'ethanol']],
    ['Heroin & Cocaine and\nalcohol; ketamine|MDMA', ['heroin', 'cocaine', 'ethanol', 'ketamine', 'mdma']],
    ['1. Heroin 2. Cocaine', ['heroin', 'cocaine']],
    ['buprenorphine/naloxone', ['buprenorphine', 'naloxone']],
    ['diazepam/nordiazepam', ['diazepam', 'nordiazepam']],
    ['Despropionyl Fentanyl 4-ANPP', ['4-anpp']],
    ['U-47700 Synthetic Opioid', ['u-47700']],
    ['benzodiazepines (diazepam)', ['diazepam']],
    ['Opiates (heroin, methadone)', ['heroin', 'methadone']],
    ['Fentanyl, acetyl', ['acetyl-fentanyl']],
    // brackets, roles, doubt
    ['Methadone, Diazepam (street), Pregabalin', ['methadone', 'diazepam not prescribed', 'pregabalin']],
    ['Tramadol (prescribed); Fentanyl (patch)', ['tramadol prescribed', 'fentanyl']],
    ['illicit methadone', ['methadone not prescribed']],
    ['Methadone, prescribed', ['methadone prescribed']],
    ['Diazepam - prescribed; Mirtazapine - not prescribed', ['diazepam prescribed', 'mirtazapine not prescribed']],
    ['Heroin:implicated', ['heroin implicated']],
    ['diazepam:detected:prescribed', ['diazepam detected prescribed']],
    [
      'Implicated: heroin, cocaine; Detected: diazepam',
      ['heroin implicated', 'cocaine implicated', 'diazepam detected'],
    ],
    ['Naloxone (given by ambulance)', ['naloxone given_in_resuscitation']],
    ['Fentanyl?', ['fentanyl uncertain']],
    ['possible heroin', ['heroin uncertain']],
    ['Heroin/?cocaine', ['heroin', 'cocaine uncertain']],
    ['Mixed drug toxicity: heroin and cocaine', ['heroin', 'cocaine']],
    // absence
    ['no heroin or cocaine detected', ['heroin negative', 'cocaine negative']],
    ['opiates - negative, cocaine +ve', ['opioid-unspecified negative', 'cocaine detected']],
    ['no drugs other than alcohol', ['ethanol']],
    ['Heroin: yes; Cocaine: no; Alcohol - yes', ['heroin', 'cocaine negative', 'ethanol']],
    // amounts, salts, slips
    ['Diazepam 10mg', ['diazepam']],
    ['Diazepam10mg x 20', ['diazepam']],
    ['oramorph 10mg/5ml', ['morphine']],
    ['Alcohol 250 mg/100ml', ['ethanol']],
    ['500 micrograms clonazepam', ['clonazepam']],
    ['methadone hydrochloride', ['methadone']],
    ['diamorphine HCl', ['heroin']],
    ['cocaine hydrochloride', ['cocaine']],
    ['sodium valproate', ['valproate']],
    ['flurofentanyl, xyalzine, pregablin', ['fluorofentanyl', 'xylazine', 'pregabalin']],
    // never another drug
    ['6-acetyl morphine', ['6-mam']],
    ['6 MAM', ['6-mam']],
    ['acetyl salicylic acid', ['aspirin']],
    ['benzyl fentanyl', ['benzyl-fentanyl']],
    ['tetramethyl fentanyl', ['<tetramethyl fentanyl>']],
    ['fentanyl carbamate', ['<fentanyl carbamate>']],
    ['Furanyl', ['<Furanyl>']],
    ['Blue tablets', ['<Blue tablets>']],
    ['Morphine (codeine metabolite)', ['morphine']],
    ['MDMA/Ecstasy', ['mdma']],
    ['heroin x2 bags', ['heroin']],
    ['Xyzolam 2mg tablets (street)', ['<Xyzolam> not prescribed']],
  ])('reads %j', (text, substances) => {
    expect(shown(text)).toEqual(substances)
  })

  it.each([
    'papaverine noscapine ethylbromazolam bromazepam clobromazolam acetylcodeine cannabinol metoprolol norcocaine guaifenesin'.split(
      ' ',
    ),
    ['carbon monoxide', '2-MMC', 'Benzyl fentanyl', 'ethylone', 'isobutanol'],
  ])('knows %s and its fellows by their own names', (...written) => {
    for (const name of written) expect(shown(name), name).toEqual([names.codeOf(name)])
  })

  it('tells a negative screen from one that was not made', () => {
    for (const text of ['nil detected', 'none', 'Negative', 'No drugs detected', 'nil', 'None found'])
      expect(readSubstanceCell(text, names), text).toMatchObject({ substances: [], saysNone: true })
    for (const text of [
      'not tested',
      'n/a',
      'unknown',
      'pending',
      'N/K',
      'Toxicology not done',
      'No toxicology',
      '-',
      '',
    ])
      expect(readSubstanceCell(text, names), text).toMatchObject({ substances: [], saysNone: false })
  })

  it('keeps the text of a name that it does not know, and offers only its own class', () => {
    expect(readSubstanceCell('Tramedol (prescribed) 50mg', names).substances).toEqual([
      expect.objectContaining({ code: null, name: 'Tramedol', prescribed: 'yes', near: ['tramadol'] }),
    ])
  })
})

it('reads a cell of ten thousand letters in less than a second', () => {
  const texts = ['a', '(', 'heroin,', 'nil ', 'not detected ', '? ', 'drug '].map((part) =>
    part.repeat(10_000 / part.length),
  )
  const start = performance.now()
  for (const text of [...texts, `heroin${' '.repeat(9_000)}cocaine`]) {
    readSubstanceCell(text, names)
    readCause(text, names)
  }
  expect((performance.now() - start) / texts.length).toBeLessThan(1_000)
})
