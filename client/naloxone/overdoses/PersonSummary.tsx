import { Link } from '@tanstack/react-router'
import type { OverdosePerson } from '../../../server/contract/overdose.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import type { Registers } from '../../record/registers.ts'
import { sexWords } from '../../words/deathWords.ts'
import { plural, say, yesNoUnknown } from '../../words/words.ts'
import { evidenceWords, givenByWords, outcomeWords, responseWords } from './overdoseWords.ts'

interface PersonSummaryProps {
  person: OverdosePerson
  number: number
  registers: Registers
}

/** One person of the event: what became of them first, and how that is known. */
export function PersonSummary({ person, number, registers }: PersonSummaryProps) {
  const { slug: partnership } = usePartnership()
  const may = useMay()
  const substances = [
    ...person.substanceCodes.map((code) => registers.substances[code] ?? code),
    ...person.substancesNotInTree.map((written) => `not in the tree: ${written}`),
  ].join(', ')
  const rows = [
    ['Outcome', say(outcomeWords, person.outcome)],
    ['How it is known', say(evidenceWords, person.outcomeEvidence)],
    ['Naloxone given', say(yesNoUnknown, person.naloxoneGiven)],
    ['Unresponsive', say(yesNoUnknown, person.wasUnresponsive)],
    ['Opioid plausible', say(yesNoUnknown, person.opioidPlausible)],
    ['Substances believed taken', substances || 'not known'],
    ['Age band and sex', `${person.ageBand ?? 'age not known'}, ${say(sexWords, person.sex)}`],
  ]
  return (
    <section>
      <h2 className="govuk-heading-m">Person {number}</h2>
      <dl className="govuk-summary-list">
        {rows.map(([term, said]) => (
          <div className="govuk-summary-list__row" key={term}>
            <dt className="govuk-summary-list__key">{term}</dt>
            <dd className="govuk-summary-list__value">{said}</dd>
          </div>
        ))}
        {person.administrations.map((given, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an administration has no other name than its position
          <div className="govuk-summary-list__row" key={position}>
            <dt className="govuk-summary-list__key">Naloxone, {position + 1}</dt>
            <dd className="govuk-summary-list__value">
              {given.doses === null ? 'doses not known' : plural(given.doses, 'dose')} of{' '}
              {given.productCode ? (registers.products[given.productCode] ?? given.productCode) : 'an unknown product'},
              given by: {say(givenByWords, given.givenBy)}
              {given.minutesToResponse && `, response: ${say(responseWords, given.minutesToResponse)}`}
            </dd>
          </div>
        ))}
      </dl>
      {person.deathId && may('death:read') && (
        <Link to="/$partnership/deaths/$deathId" params={{ partnership, deathId: person.deathId }}>
          The death of this person
        </Link>
      )}
    </section>
  )
}
