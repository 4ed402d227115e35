import { parse } from 'csv-parse/sync'

/**
 * Connecticut's file of 2012–2018 in the layout that data.ct.gov has given since 2019: no number, other headings and words, more flags, and
 * points as WKT. What the old file does not hold (xylazine, gabapentin, methamphetamine apart) is flagged where its text names it.
 */

const HEADINGS: [string, string | ((row: Row) => string)][] = [
  ['Date', (row) => (row.Date ?? '').slice(0, 10)],
  [
    'Date Type',
    (row) => (row.DateType ?? '').replace('DateofDeath', 'Date of death').replace('DateReported', 'Date reported'),
  ],
  ['Age', 'Age'],
  ['Sex', 'Sex'],
  ['Race', 'Race'],
  ['Ethnicity', () => ''],
  ['Residence City', 'ResidenceCity'],
  ['Residence County', 'ResidenceCounty'],
  ['Residence State', 'ResidenceState'],
  ['Injury City', 'InjuryCity'],
  ['Injury County', 'InjuryCounty'],
  ['Injury State', 'InjuryState'],
  ['Injury Place', 'InjuryPlace'],
  ['Description of Injury', 'DescriptionofInjury'],
  ['Death City', 'DeathCity'],
  ['Death County', 'DeathCounty'],
  ['Death State', () => 'CT'],
  ['Location', 'Location'],
  ['Location if Other', 'LocationifOther'],
  ['Cause of Death', 'COD'],
  ['Manner of Death', 'MannerofDeath'],
  ['Other Significant Conditions ', 'OtherSignifican'],
  ['Heroin', 'Heroin'],
  ['Heroin death certificate (DC)', (row) => (/heroin/i.test(row.COD ?? '') ? 'Y' : '')],
  ['Cocaine', 'Cocaine'],
  ['Fentanyl', 'Fentanyl'],
  ['Fentanyl Analogue', 'FentanylAnalogue'],
  ['Oxycodone', 'Oxycodone'],
  ['Oxymorphone', 'Oxymorphone'],
  ['Ethanol', 'Ethanol'],
  ['Hydrocodone', 'Hydrocodone'],
  ['Benzodiazepine', 'Benzodiazepine'],
  ['Methadone', 'Methadone'],
  ['Meth/Amphetamine', (row) => (/methamphetamine/i.test(row.COD ?? '') ? 'Y' : '')],
  ['Amphet', 'Amphet'],
  ['Tramad', 'Tramad'],
  ['Hydromorphone', 'Hydromorphone'],
  ['Morphine (Not Heroin)', 'Morphine_NotHeroin'],
  ['Xylazine', (row) => (/xylazine/i.test(row.COD ?? '') ? 'Y' : '')],
  ['Gabapentin', (row) => (/gabapentin/i.test(row.COD ?? '') ? 'Y' : '')],
  ['Opiate NOS', 'OpiateNOS'],
  ['Heroin/Morph/Codeine', (row) => (/^y/i.test((row.Heroin ?? '').trim()) ? 'Y' : '')],
  ['Other Opioid', () => ''],
  ['Any Opioid', 'AnyOpioid'],
  ['Other', 'Other'],
  ['ResidenceCityGeo', 'ResidenceCityGeo'],
  ['InjuryCityGeo', (row) => toPoint(row.InjuryCityGeo ?? '')],
  ['DeathCityGeo', 'DeathCityGeo'],
]
type Row = Readonly<Record<string, string>>

function toPoint(text: string): string {
  const match = /\(\s*([-\d.]+)\s*,\s*([-\d.]+)\s*\)/.exec(text)
  return match ? `POINT (${match[2]} ${match[1]})` : text
}

export function inTodaysLayout(content: Buffer): Buffer {
  const rows = parse(content, { columns: true, bom: true }) as Row[]
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const lines = [HEADINGS.map(([heading]) => quoted(heading))]
  for (const row of rows)
    lines.push(HEADINGS.map(([, from]) => quoted(typeof from === 'string' ? (row[from] ?? '') : from(row))))
  return Buffer.from(lines.map((line) => line.join(',')).join('\r\n'))
}
