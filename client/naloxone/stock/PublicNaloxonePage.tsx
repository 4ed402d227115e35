import { getRouteApi } from '@tanstack/react-router'
import { ShownBoxes } from '../../../server/contract/public-box.ts'
import { Releases } from '../../../server/contract/release.ts'
import { PublicStockAlerts } from '../../../server/contract/stock-alert.ts'
import { useReleased } from '../../figures/releases/useReleased.ts'
import { PlainPage } from '../../frame/PlainPage.tsx'
import { Answered } from '../../ui/Answered.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { dayInWords } from '../../words/day.ts'

const route = getRouteApi('/$partnership/public/naloxone')

/** For whoever was given a kit, whose name nobody has: what to look for in it, and where a box hangs once the law allows. */
export function PublicNaloxonePage() {
  const { partnership } = route.useParams()
  const alerts = useReleased(PublicStockAlerts, '/public/naloxone-alerts', { partnership })
  const boxes = useReleased(ShownBoxes, '/public/naloxone-boxes', { partnership })
  const about = useReleased(Releases, '/public/releases', { partnership }).data?.partnership
  return (
    <PlainPage
      title={about ? `${about.name}: your naloxone kit` : 'Your naloxone kit'}
      lede="Safety notices about kits. The batch number is printed on the box, near the expiry date."
    >
      {about?.isSynthetic && (
        <p className="govuk-inset-text">
          <strong>Synthetic data:</strong> nothing here is about a real person or place, or a real kit.
        </p>
      )}
      <Answered answer={alerts} what="safety notices">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState sentence="No safety notice stands at the moment.">
              A kit is good up to the day printed on it. In an emergency use any kit you have, and call 999.
            </EmptyState>
          ) : (
            rows.map(({ reference, title, publicNotice, productName, issuedOn, batches }) => (
              <section key={reference} className="vigil-card" aria-label={title}>
                <h2 className="govuk-heading-m">{title}</h2>
                <p className="govuk-body">{publicNotice}</p>
                <p className="govuk-body">
                  <strong>In an emergency use the kit you have, and call 999.</strong>
                </p>
                <p className="govuk-body">{productName}, these batches:</p>
                <ul className="govuk-list govuk-list--bullet">
                  {batches.map(({ batchNumber, expiresAsPrinted, firstNumber, lastNumber }) => (
                    <li key={`${batchNumber} ${firstNumber}`}>
                      {[
                        batchNumber,
                        expiresAsPrinted && `expires ${expiresAsPrinted}`,
                        firstNumber && `kits ${firstNumber} to ${lastNumber}`,
                      ]
                        .filter(Boolean)
                        .join(', ')}
                    </li>
                  ))}
                </ul>
                <p className="govuk-body-s">
                  {reference}, {dayInWords(issuedOn)}
                </p>
              </section>
            ))
          )
        }
      </Answered>
      <Answered answer={boxes} what="public boxes">
        {({ isAllowed, boxes: shown }) =>
          isAllowed && shown.length > 0 ? (
            <>
              <h2 className="govuk-heading-m">Boxes that anybody can open</h2>
              <ul className="govuk-list">
                {shown.map(({ name, address, surroundings, hours, isReady }) => (
                  <li key={name}>
                    <strong>{name}</strong>: {[address, surroundings, hours].filter(Boolean).join(', ')}
                    {!isReady && ' (not ready now)'}
                  </li>
                ))}
              </ul>
            </>
          ) : null
        }
      </Answered>
    </PlainPage>
  )
}
