import { EACH_REPORT_COUNTS, REVERSAL } from '../../server/contract/indicator.ts'
import { DefinitionOnDemand } from '../ui/DefinitionOnDemand.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'

const definitions = [
  [
    'Drug-related death',
    'A death in which drugs are suspected or known to have played a part. A death climbs from suspected to registered, often over more than a year, so every figure says as known on which day.',
  ],
  [
    'Reversal',
    `${REVERSAL.replace(/^o/, 'O')}. ${EACH_REPORT_COUNTS} The nightly check leaves likely doubles out: reports of different agencies within half an hour and 200 metres.`,
  ],
  [
    'Known to have survived',
    'A reversal after which the person was seen alive, told somebody themselves, or was confirmed alive by a service.',
  ],
  ['Outcome unknown', 'A reversal after which nobody knows what became of the person. Never counted as survived.'],
  [
    'Deaths averted',
    'An estimate, given as a range and apart from the reports: how many of the people reversed would otherwise probably have died. It comes from studies in other places and years.',
  ],
  [
    'Signal',
    'A group of records that is unusual by a stated test. It does not say why, and it is not an alert: only public health issues an alert.',
  ],
  [
    'Implicated and detected',
    'Implicated: the pathologist, coroner or panel says the substance played a part. Detected: it was found. Not tested for is never the same as negative.',
  ],
  [
    'Fewer than 5 (hidden)',
    'A small number is hidden where it could point to somebody. Hidden is not nought, and neither is “not known”.',
  ],
] as const

export function AboutPage() {
  return (
    <div className="vigil-prose">
      <PageTitle />
      <p className="govuk-body">
        Vigil records drug-related deaths, the substances involved, and the supply and use of naloxone. Every night it
        looks for clusters in place and time and for unusual combinations of substances, and shows them as signals for
        people to judge. It is made for local partnerships: panels, public health, naloxone coordinators and the
        agencies that report reversals.
      </p>
      <h2 className="govuk-heading-m">What the words mean</h2>
      {definitions.map(([term, meaning]) => (
        <DefinitionOnDemand key={term} term={term}>
          {meaning}
        </DefinitionOnDemand>
      ))}
      <h2 className="govuk-heading-m">Independence</h2>
      <p className="govuk-body">
        Vigil is designed from what Safer Cornwall and the Torbay Drug and Alcohol Partnership (TDAP) have published. It
        is affiliated with neither, and neither has checked or endorsed it.
      </p>
      <h2 className="govuk-heading-m">Where the map comes from</h2>
      <ul className="govuk-list govuk-list--bullet">
        <li>Land: © OpenStreetMap contributors, Open Database Licence (ODbL), through @geo-maps.</li>
        <li>
          Outlines of authorities: Natural Earth, public domain. They are coarse, to find one’s way, and no boundary.
        </li>
        <li>Towns and villages with their population: GeoNames, Creative Commons Attribution 4.0 (CC BY 4.0).</li>
      </ul>
      <h2 className="govuk-heading-m">Privacy</h2>
      <p className="govuk-body">
        Records hold no name, date of birth, NHS number or address: those are kept apart and sealed, and opened only for
        a stated purpose that is written down. What you write in a form stays in this tab until it is saved, and is gone
        when the tab is closed or you sign out. The addresses of pages hold filters, never anything about a person.
      </p>
      <h2 className="govuk-heading-m">Accessibility</h2>
      <p className="govuk-body">
        Vigil aims at WCAG 2.2, level AA. Every map and chart has a table with the same rows; everything works by
        keyboard and by single presses; colours are chosen for colour-blind readers and never carry meaning alone. Known
        limits: the shapes on the map cannot be reached by keyboard, so use the table beside it. If something stops you,
        tell the people who run Vigil for your partnership.
      </p>
      <h2 className="govuk-heading-m">If this touches you</h2>
      <p className="govuk-body">
        The people in these figures died or nearly died. If reading about it is hard, close the page, and talk to
        somebody: your manager, your own support, or Samaritans (116 123, free, day and night). In an emergency call
        999.
      </p>
    </div>
  )
}
