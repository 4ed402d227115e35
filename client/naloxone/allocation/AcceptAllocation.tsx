import { Link } from '@tanstack/react-router'
import { AcceptedAllocation, type NaloxoneAllocation } from '../../../server/contract/naloxone-allocation.ts'
import { Stock } from '../../../server/contract/stock.ts'
import { NaloxoneProducts } from '../../../server/contract/supply.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { plural } from '../../words/words.ts'
import { acceptAllocation } from './acceptForm.ts'

/** The lines become transfers from one place that holds kits. */
export function AcceptAllocation({ allocation: { lines, given } }: { allocation: NaloxoneAllocation }) {
  const { slug: partnership } = usePartnership()
  const stock = useAnswer(Stock, '/stock').data
  const products = useAnswer(NaloxoneProducts, '/naloxone/products').data ?? []
  const accepting = useWriting(AcceptedAllocation, 'POST', '/naloxone/allocation/accepted')
  const holders = (stock?.holders ?? []).filter(({ closedOn }) => closedOn === null)
  if (accepting.data)
    return (
      <p className="govuk-inset-text" role="status">
        {plural(accepting.data.kits, 'kit')} moved.{' '}
        <Link to="/$partnership/stock" params={{ partnership }} className="govuk-link">
          See what is where now
        </Link>
        ; a move that was a mistake is taken back there.
      </p>
    )
  return (
    <section className="vigil-card" aria-labelledby="accept">
      <h2 className="govuk-heading-s" id="accept">
        Accept these {plural(given, 'kit')}
      </h2>
      <p className="govuk-body-s">They are moved from one place today, those that expire first before the others.</p>
      <SmallForm
        form={acceptAllocation}
        given={{
          fromHolderId: { words: Object.fromEntries(holders.map(({ holderId, name }) => [holderId, name])) },
          productCode: { words: Object.fromEntries(products.map(({ code, name }) => [code, name])) },
        }}
        writing={accepting}
        send={(said) =>
          accepting.mutate({ body: { ...said, lines: lines.map(({ holderId, kits }) => ({ holderId, kits })) } })
        }
        submitLabel="Move them"
      />
    </section>
  )
}
