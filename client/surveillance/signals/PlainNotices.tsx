import { Link } from '@tanstack/react-router'
import { PlainNotices as Contract, type PlainNotice } from '../../../server/contract/plain-notice.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'

/** What a desk expects to be told of whatever the arithmetic: by rules, apart from the signals, and told to nobody. */
export function PlainNotices() {
  const answer = useAnswer(Contract, '/signals/plain-notices')
  return (
    <section className="vigil-panel vigil-panel--apart" aria-labelledby="plain-notices">
      <h2 className="govuk-heading-m" id="plain-notices">
        Plain notices
      </h2>
      <p className="govuk-body">
        By rule, without a test of chance: they are no signals, and where much happens they are common. Two agencies’
        reports of one event count once.
      </p>
      <Answered answer={answer} what="the plain notices">
        {({ night, notices, rules }) => (
          <>
            {night === null ? (
              <p className="govuk-body">The first night lists them.</p>
            ) : notices.length === 0 ? (
              <p className="govuk-body">
                None by the night of <DayText day={night} />.
              </p>
            ) : (
              <>
                <ul className="govuk-list govuk-list--bullet">
                  {notices.map((notice) => (
                    <li key={`${notice.rule} ${notice.sentence}`}>
                      {notice.sentence} <ToRecords {...notice} />
                    </li>
                  ))}
                </ul>
                <p className="govuk-body">
                  <CsvLink path="/signals/plain-notices" what="these notices" />
                </p>
              </>
            )}
            <details className="govuk-details">
              <summary className="govuk-details__summary">
                <span className="govuk-details__summary-text">The rules, and which are on</span>
              </summary>
              <div className="govuk-details__text">
                <ul className="govuk-list govuk-list--bullet">
                  {rules.map(({ rule, inWords, isOn }) => (
                    <li key={rule}>
                      {inWords} {isOn ? 'On.' : 'Off: this partnership does not want it.'}
                    </li>
                  ))}
                </ul>
                <p className="govuk-body-s">
                  A notice is listed for a week after the last of it happened or became known. Whoever runs this
                  installation switches a rule: vigil partnership plain-notice.
                </p>
              </div>
            </details>
          </>
        )}
      </Answered>
    </section>
  )
}

/** To the lists, which say of what was recorded what whoever looks may see. */
function ToRecords({ firstDay, lastDay, deaths, count }: PlainNotice) {
  const may = useMay()
  const params = { partnership: usePartnership().slug }
  const search = { from: firstDay, to: lastDay }
  return (
    <>
      {deaths < count && may('overdose:read') && (
        <Link to="/$partnership/reversals" params={params} search={search} className="govuk-link">
          The overdoses of these days
        </Link>
      )}
      {deaths > 0 && deaths < count && ' · '}
      {deaths > 0 && may('death:read') && (
        <Link to="/$partnership/deaths" params={params} search={search} className="govuk-link">
          The deaths of these days
        </Link>
      )}
    </>
  )
}
