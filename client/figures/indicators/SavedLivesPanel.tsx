import { Link } from '@tanstack/react-router'
import { SavedLives } from '../../../server/contract/indicator.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { ProvenanceNote } from '../../ui/Figure.tsx'
import { SavedLivesLines } from './SavedLivesLines.tsx'

/** Three lines, never one (docs/domain.md, “Lives saved”): reversals and the estimate are never added or shown as one number. */
export function SavedLivesPanel({ from, to }: { from?: string | undefined; to?: string | undefined }) {
  const { slug } = usePartnership()
  const answer = useAnswer(SavedLives, '/indicators/saved-lives', { from, to })
  return (
    <section className="vigil-panel" aria-labelledby="saved-lives">
      <h2 className="govuk-heading-m" id="saved-lives">
        What naloxone has done
      </h2>
      <Answered answer={answer} what="what naloxone has done">
        {(lives) => (
          <>
            <SavedLivesLines lives={lives} />
            <p className="govuk-body-s">
              <Link
                to="/$partnership/saved-lives"
                params={{ partnership: slug }}
                search={{ from: lives.from, to: lives.to }}
                className="govuk-link"
              >
                By month, area, agency and channel
              </Link>
            </p>
            <p className="govuk-body-s">
              <CsvLink
                path="/indicators/saved-lives"
                query={{ from: lives.from, to: lives.to }}
                what="these figures"
                needsSecondFactor={false}
              />
            </p>
            <ProvenanceNote provenance={lives.provenance} />
          </>
        )}
      </Answered>
    </section>
  )
}
