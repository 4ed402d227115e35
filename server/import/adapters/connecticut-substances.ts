import type { z } from 'zod'
import type { NewFinding } from '../../contract/finding.ts'
import type { ImportIssue } from '../../contract/import.ts'
import { cutTo, doubtful } from '../issues.ts'
import { type CsvRow, cell } from '../read-csv.ts'
import type { Mention, SubstanceNames } from '../substance-names.ts'

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
} as const

/** Short forms of this file only; in other texts they are words ("pseudo-aneurysm") or nothing. */
export const ABBREVIATIONS = {
  coc: 'cocaine',
  cod: 'codeine',
  dox: 'doxylamine',
  doxy: 'doxylamine',
  eth: 'ethanol',
  fen: 'fentanyl',
  oxy: 'oxycodone',
  parox: 'paroxetine',
  pseudo: 'pseudoephedrine',
  sert: 'sertraline',
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
  const certified = names.findAll(cell(row, 'COD'))
  const contributing = names.findAll(cell(row, 'OtherSignifican'))
  const listed = other.includes('?') ? [] : names.findAll(other)
  for (const mention of listed) if (!mention.isDenied) add(mention.code, `Other=${mention.written}`, 'coroner')
  for (const mention of certified) if (!mention.isDenied) add(mention.code, `COD: ${mention.written}`, 'import')
  for (const mention of contributing) {
    if (!mention.isDenied) add(mention.code, `OtherSignifican: ${mention.written}`, 'import')
  }
  if (other !== '' && !listed.some((mention) => !mention.isDenied)) {
    issues.push(
      doubtful(
        row.rowNumber,
        'Other',
        other,
        'no substance was recognised in it',
        'not counted; add the substance by hand if one is meant',
      ),
    )
  }
  issues.push(...compare(row, flagged, [...certified, ...contributing, ...listed], names))

  const anyOpioid = cell(row, 'AnyOpioid')
  const hasOpioid = [...findings.keys()].some((code) => names.isUnder(code, 'opioids'))
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
  const specific = [...findings.values()].filter((finding) => !isImpliedBy(finding, [...findings.keys()], names))
  return { findings: specific, issues }
}

/** A group that only the text names ("Opioid Toxicity") adds nothing beside one of its drugs. */
function isImpliedBy(finding: Finding, codes: string[], names: SubstanceNames): boolean {
  if (finding.decidedBy !== 'import') return false
  const group = finding.substanceCode === 'opioid-unspecified' ? 'opioids' : finding.substanceCode
  if (!names.isGroup(group)) return false
  return codes.some((code) => code !== finding.substanceCode && code !== group && names.isUnder(code, group))
}

/** Where a flag and the text disagree. A text that names no substance ("Multiple Drug Toxicity") cannot disagree. */
function compare(row: CsvRow, flagged: Set<string>, mentions: Mention[], names: SubstanceNames): ImportIssue[] {
  const affirmed = mentions.filter((mention) => !mention.isDenied)
  const saysOnlyOpiate = affirmed.some((mention) => ['opioids', 'opioid-unspecified'].includes(mention.code))
  return Object.entries(FLAGS).flatMap(([column, code]) => {
    const text = cell(row, column)
    const node = column === 'OpiateNOS' ? 'opioids' : code
    const named = affirmed.find((mention) => names.isUnder(mention.code, node))
    const denied = mentions.find((mention) => mention.isDenied && names.isUnder(mention.code, code))
    if (flagged.has(code) && denied && !named) {
      const reason = `the flag says ${names.nameOf(code)}, the text says not`
      return [doubtful(row.rowNumber, column, text, reason, 'kept as implicated, by the flag; check the certificate')]
    }
    if (flagged.has(code) && !named && affirmed.length > 0) {
      if (saysOnlyOpiate && names.isUnder(code, 'opioids')) return []
      const reason = `the flag says ${names.nameOf(code)}, the cause of death names other substances and not this one`
      return [doubtful(row.rowNumber, column, text, reason, 'kept as implicated, by the flag; check the certificate')]
    }
    if (!flagged.has(code) && named && column !== 'OpiateNOS') {
      const reason = `the text names ${names.nameOf(named.code)}, the flag is ${text === '' ? 'blank' : 'not Y'}`
      return [doubtful(row.rowNumber, column, text, reason, 'kept as implicated, by the text; check the certificate')]
    }
    return []
  })
}
