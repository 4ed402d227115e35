import { useState } from 'react'
import { SupplyLaw, SupplyLaws } from '../../../server/contract/supply-law.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { dayInWords } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { supplierWords } from '../supplies/supplyWords.ts'
import { lawStanding } from './lawForm.ts'
import { knownByWords, lawStateWords } from './lawWords.ts'

/** Who may supply naloxone without a prescription, and since when: the table by which supplies are advised. */
export function SupplyLawPage() {
  const laws = useAnswer(SupplyLaws, '/naloxone/laws')
  return (
    <>
      <PageTitle>
        Who may supply naloxone without a prescription, and since when. Supplies are held against the law of their day
        as advice, never refused. In an emergency anybody may give it.
      </PageTitle>
      <Answered answer={laws} what="the table of law" isPage>
        {(rows) => (
          <>
            {rows.map((law) => (
              <LawCard key={law.code} law={law} />
            ))}
            <p className="govuk-body-s">
              <CsvLink path="/naloxone/laws" what="the table of law" needsSecondFactor={false} />
            </p>
          </>
        )}
      </Answered>
    </>
  )
}

function LawCard({ law }: { law: SupplyLaw }) {
  const { today } = usePartnership()
  const may = useMay()
  const [isEntering, setEntering] = useState(false)
  const entering = useWriting(SupplyLaw, 'PUT', '/naloxone/laws')
  const isInForce = law.state === 'in_force' && (law.inForceOn ?? '') <= today && (law.until ?? today) >= today
  return (
    <section className="vigil-card" aria-label={law.title}>
      <h2 className="govuk-heading-s">
        {law.title} <Tag colour={isInForce ? 'green' : 'grey'}>{sayState(law, today)}</Tag>
      </h2>
      <p className="govuk-body-s">
        {law.inForceOn && (
          <>
            From <DayText day={law.inForceOn} />
            {law.until && (
              <>
                {' '}
                to <DayText day={law.until} />
              </>
            )}
            .{' '}
          </>
        )}
        {law.covers === 'public_box'
          ? 'Kits in publicly accessible boxes.'
          : `Covers: ${law.suppliers.map((supplier) => say(supplierWords, supplier).toLowerCase()).join(', ')}.`}{' '}
        {law.needsTraining && 'They must be trained in storage and supply.'}
      </p>
      <p className="govuk-body-s vigil-flush">
        Source: {law.source}
        {law.knownBy ? ` (${say(knownByWords, law.knownBy)})` : ''}.{' '}
        {law.enteredByName && `Entered by ${law.enteredByName}.`}
      </p>
      {isEntering ? (
        <SmallForm
          form={lawStanding}
          initial={{ state: law.state, inForceOn: law.inForceOn ?? '', until: law.until ?? '', source: '' }}
          writing={entering}
          send={(standing) =>
            entering.mutate({ body: { code: law.code, standing } }, { onSuccess: () => setEntering(false) })
          }
          submitLabel="Save"
          onLeave={() => setEntering(false)}
          idSuffix={law.code}
        />
      ) : (
        may('product:write') && (
          <p className="govuk-body-s vigil-flush">
            <button type="button" className="vigil-link-button" onClick={() => setEntering(true)}>
              Enter how it stands<span className="govuk-visually-hidden">: {law.title}</span>
            </button>
          </p>
        )
      )}
    </section>
  )
}

function sayState({ state, inForceOn, until }: SupplyLaw, today: string) {
  if (state !== 'in_force') return say(lawStateWords, state)
  if (inForceOn && inForceOn > today) return `In force from ${dayInWords(inForceOn)}`
  return until && until < today ? 'Replaced' : 'In force'
}
