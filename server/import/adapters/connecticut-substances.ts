import type { z } from 'zod'
import type { NewFinding } from '../../contract/finding.ts'
import { whyNotADrug } from '../../contract/identifying.ts'
import type { ImportIssue } from '../../contract/import.ts'
import type { SubstanceNames } from '../../deaths/substances/names.ts'
import { findMentions, type Mention } from '../../deaths/substances/read-cause.ts'
import { type CellSubstance, readSubstanceCell } from '../../deaths/substances/read-cell.ts'
import { type CsvRow, cell } from '../tables/csv-table.ts'
import { cutTo, doubtful } from '../tables/issues.ts'

/**
 * The flags of the medical examiner's table and the node of the tree each speaks of. A flag that is a whole group stays at the group:
 * "Benzodiazepine" names no drug, and "Amphet" covers methamphetamine and MDMA too.
 */
export const FLAGS = {
  Heroin: 'heroin',
  Cocaine: 'cocaine',
  Fentanyl: 'fentanyl',
  FentanylAnalogue: 'fentanyl-analogues',
  Oxycodone: 'oxycodone',
  Oxymorphone: 'oxymorphone',
  Ethanol: 'ethanol',
  Hydrocodone: 'hydrocodone',
  Benzodiazepine: 'benzodiazepines',
  Methadone: 'methadone',
  Amphet: 'amphetamines',
  Tramad: 'tramadol',
  Morphine_NotHeroin: 'morphine',
  Hydromorphone: 'hydromorphone',
  OpiateNOS: 'opioid-unspecified',
  // of the file of today
  HeroinDC: 'heroin',
  MethAmphetamine: 'amphetamines',
  Xylazine: 'xylazine',
  Gabapentin: 'gabapentin',
} as const

/** Short forms of this file only; in other texts they are words ("pseudo-aneurysm"), the beginnings of other names ("acetyl") or nothing. */
export const ABBREVIATIONS = {
  '1-difluoroethane': 'difluoroethane',
  '2-a': '2-aminoindane',
  '4-methylenedioxyamphetamine': 'mda',
  '4-methylenedioxymethamphetamine': 'mdma',
  '7-amino': '7-aminoclonazepam',
  acetyl: 'acetyl-fentanyl',
  acryl: 'acryl-fentanyl',
  butyryl: 'butyryl-fentanyl',
  coc: 'cocaine',
  cod: 'codeine',
  cyclopropyl: 'cyclopropyl-fentanyl',
  despropionyl: '4-anpp',
  diflouro: 'difluoroethane',
  difluor: 'difluoroethane',
  difluoro: 'difluoroethane',
  difluoroeth: 'difluoroethane',
  difluro: 'difluoroethane',
  difluror: 'difluoroethane',
  dox: 'doxylamine',
  doxy: 'doxylamine',
  eth: 'ethanol',
  ethanolism: 'ethanol',
  fen: 'fentanyl',
  furanyl: 'furanyl-fentanyl',
  'h-morph': 'hydromorphone',
  'hyd-morph': 'hydromorphone',
  'hydr-mor': 'hydromorphone',
  'hydro morph': 'hydromorphone',
  hydrom: 'hydromorphone',
  meth: 'methadone',
  methorphan: 'dextromethorphan',
  methoxyacetyl: 'methoxyacetyl-fentanyl',
  morph: 'morphine',
  oxy: 'oxycodone',
  'para-fluorobutyryl': 'fluorobutyryl-fentanyl',
  'para-fluoroisobutyryl': 'fluoroisobutyryl-fentanyl',
  parox: 'paroxetine',
  pseudo: 'pseudoephedrine',
  sert: 'sertraline',
  'u-44700': 'u-47700',
  valeryl: 'valeryl-fentanyl',
} as const

type Finding = z.input<typeof NewFinding>

/** `Y`, `YES`, `Y-A`, `Y POPS`, `Y (PTCH)` say yes; blank says nothing; anything else is for a person to read. */
export function readFlag(text: string): 'yes' | 'blank' | 'no' | 'doubtful' {
  if (text === '') return 'blank'
  if (/^y(es)?($|[\s(-])/i.test(text)) return 'yes'
  return /^no?$/i.test(text) ? 'no' : 'doubtful'
}

/**
 * The substances of one death. A flag means implicated, by the medical examiner's certification; a blank is unknown, never negative.
 * What only the text names is implicated too, decided by the import, and listed. A metabolite keeps that role, so that cocaine with
 * cocaethylene is one substance implicated and not two.
 */
export function readSubstances(row: CsvRow, names: SubstanceNames): { findings: Finding[]; issues: ImportIssue[] } {
  const findings = new Map<string, Finding>()
  const issues: ImportIssue[] = []

  function add(code: string, asWritten: string, decidedBy: 'coroner' | 'import') {
    if (findings.has(code)) return
    const role = names.isMetabolite(code) ? 'metabolite' : 'implicated'
    findings.set(code, { substanceCode: code, role, decidedBy, asWritten: cutTo(asWritten, 200) })
  }

  /** What the tree does not hold is kept as written, and said. */
  function keep(column: string, text: string, name: string, decidedBy: 'coroner' | 'import') {
    const key = `not in the tree: ${name.toLowerCase()}`
    if (findings.has(key)) return
    const why = whyNotADrug(name)
    const near = names.nearest(name).map(names.nameOf)
    const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'say which drug it is under Registers'
    if (why) issues.push(doubtful(row.rowNumber, column, null, why, 'not kept'))
    else {
      issues.push(
        doubtful(row.rowNumber, column, text, `"${name}" is not in the substance tree`, `kept as written; ${hint}`),
      )
      findings.set(key, {
        notInTree: cutTo(name, 120),
        role: 'implicated',
        decidedBy,
        asWritten: cutTo(`${column}=${name}`, 200),
      })
    }
  }

  const flagged = new Set<string>()
  for (const [column, code] of Object.entries(FLAGS)) {
    const text = cell(row, column)
    const flag = readFlag(text)
    if (flag === 'yes') {
      flagged.add(code)
      add(code, `${column}=${text}`, 'coroner')
    } else if (flag === 'doubtful') {
      const reason = 'the flag is neither Y nor blank'
      issues.push(
        doubtful(
          row.rowNumber,
          column,
          text,
          reason,
          'not counted as implicated; read it and add the substance by hand',
        ),
      )
    }
  }

  const other = cell(row, 'Other')
  const otherOpioid = readFlag(cell(row, 'OtherOpioid')) === 'doubtful' ? cell(row, 'OtherOpioid') : ''
  const certified = known(cell(row, 'COD'), names)
  const contributing = known(cell(row, 'OtherSignifican'), names)
  const listed = [...(other.includes('?') ? [] : known(other, names)), ...known(otherOpioid, names)]
  for (const mention of listed) if (!mention.isDenied) add(mention.code, `Other=${mention.written}`, 'coroner')
  for (const mention of certified) if (!mention.isDenied) add(mention.code, `COD: ${mention.written}`, 'import')
  for (const mention of contributing) {
    if (!mention.isDenied) add(mention.code, `OtherSignifican: ${mention.written}`, 'import')
  }
  for (const column of ['COD', 'OtherSignifican'] as const) {
    for (const { code, written, isDenied } of findMentions(cell(row, column), names))
      if (code === null && !isDenied) keep(column, cell(row, column), written, 'import')
  }
  for (const column of ['Other', 'OtherOpioid'] as const) keepUnread(column, column === 'Other' ? other : otherOpioid)

  /** A list in which no name was found: its names are kept, other words are for a person to read. */
  function keepUnread(column: 'Other' | 'OtherOpioid', text: string) {
    const isAsked = text.includes('?')
    if (text === '' || (!isAsked && known(text, names).some((mention) => !mention.isDenied))) return
    const unknown = isAsked ? [] : readSubstanceCell(text, names).substances.filter(isNameNotInTree)
    for (const { name } of unknown) keep(column, text, name, 'coroner')
    if (unknown.length > 0) return
    const hint = 'not counted; add the substance by hand if one is meant'
    issues.push(doubtful(row.rowNumber, column, text, 'no substance was recognised in it', hint))
  }
  issues.push(...compare(row, flagged, [...certified, ...contributing, ...listed], names))

  const codes = () => [...findings.values()].flatMap(({ substanceCode }) => substanceCode ?? [])
  const hasUnder = (...nodes: string[]) => codes().some((code) => nodes.some((node) => names.isUnder(code, node)))
  // three opiates that this flag does not tell apart, and an opioid that has no flag of its own
  if (
    readFlag(cell(row, 'HeroinMorphCodeine')) === 'yes' &&
    !hasUnder('heroin', 'morphine', 'heroin-morphine', 'codeine')
  )
    add('opioid-unspecified', `HeroinMorphCodeine=${cell(row, 'HeroinMorphCodeine')}`, 'coroner')
  const flaggedOpioids = [...Object.values(FLAGS), 'morphine', 'heroin-morphine', 'codeine']
  const isOtherNamed = codes().some(
    (code) => names.isUnder(code, 'opioids') && !flaggedOpioids.some((flagged) => names.isUnder(code, flagged)),
  )
  if (readFlag(cell(row, 'OtherOpioid')) === 'yes' && !isOtherNamed)
    add('opioid-unspecified', `OtherOpioid=${cell(row, 'OtherOpioid')}`, 'coroner')
  const anyOpioid = cell(row, 'AnyOpioid')
  const hasOpioid = hasUnder('opioids')
  if (readFlag(anyOpioid) === 'yes' && !hasOpioid) add('opioids', `AnyOpioid=${anyOpioid}`, 'coroner')
  if (readFlag(anyOpioid) === 'no' && hasOpioid) {
    issues.push(
      doubtful(
        row.rowNumber,
        'AnyOpioid',
        anyOpioid,
        'AnyOpioid is N, and an opioid is flagged or named',
        'the opioid is kept',
      ),
    )
  }
  const specific = [...findings.values()].filter((finding) => !isImpliedBy(finding, codes(), names))
  return { findings: specific, issues }
}

/** A name, and not a word for nothing found in particular ("others", "quiet"). */
function isNameNotInTree({ code, name, isNegative }: CellSubstance): boolean {
  return code === null && !isNegative && /\p{L}{3}/u.test(name)
}

type Known = Mention & { code: string }

function known(text: string, names: SubstanceNames): Known[] {
  return findMentions(text, names).filter((mention): mention is Known => mention.code !== null)
}

/** A group that only the text names ("Opioid Toxicity") adds nothing beside one of its drugs. */
function isImpliedBy(finding: Finding, codes: string[], names: SubstanceNames): boolean {
  const { substanceCode, decidedBy } = finding
  if (decidedBy !== 'import' || !substanceCode) return false
  return codes.some((code) => names.isImplied(substanceCode, code))
}

/** Where a flag and the text disagree. A text that names no substance ("Multiple Drug Toxicity") cannot disagree. */
function compare(row: CsvRow, flagged: Set<string>, mentions: Known[], names: SubstanceNames): ImportIssue[] {
  const affirmed = mentions.filter((mention) => !mention.isDenied)
  const saysOnlyOpiate = affirmed.some((mention) => ['opioids', 'opioid-unspecified'].includes(mention.code))
  return Object.entries(FLAGS).flatMap(([column, code]) => {
    if (!(column in row.cells)) return []
    const text = cell(row, column)
    const isFlagged = readFlag(text) === 'yes'
    const node = column === 'OpiateNOS' ? 'opioids' : code
    const named = affirmed.find((mention) => names.isUnder(mention.code, node))
    const denied = mentions.find((mention) => mention.isDenied && names.isUnder(mention.code, code))
    if (isFlagged && denied && !named) {
      const reason = `the flag says ${names.nameOf(code)}, the text says not`
      return [doubtful(row.rowNumber, column, text, reason, 'kept as implicated, by the flag; check the certificate')]
    }
    if (isFlagged && !named && affirmed.length > 0) {
      if (saysOnlyOpiate && names.isUnder(code, 'opioids')) return []
      const reason = `the flag says ${names.nameOf(code)}, the cause of death names other substances and not this one`
      return [doubtful(row.rowNumber, column, text, reason, 'kept as implicated, by the flag; check the certificate')]
    }
    if (!flagged.has(code) && named && column !== 'OpiateNOS' && isFirstOf(column, code, row)) {
      const reason = `the text names ${names.nameOf(named.code)}, the flag is ${text === '' ? 'blank' : 'not Y'}`
      return [doubtful(row.rowNumber, column, text, reason, 'kept as implicated, by the text; check the certificate')]
    }
    return []
  })
}

/** A drug with two columns, or with one that this layout has not, is said to be unflagged once, at the column that is there. */
function isFirstOf(column: string, code: string, row: CsvRow): boolean {
  const there = Object.entries(FLAGS).filter(([other, of]) => of === code && other in row.cells)
  return there[0]?.[0] === column
}
