import { KitRequest } from '../../../server/contract/reversal-report.ts'
import { NaloxoneProducts } from '../../../server/contract/supply.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { dayInWords } from '../../words/day.ts'
import { say, wordsFor } from '../../words/words.ts'

const howWords = wordsFor<KitRequest['how']>({
  collect: 'Will collect it',
  post: 'By post',
  outreach: 'From outreach',
})
const stateWords = wordsFor<KitRequest['state']>({
  asked: 'Waits',
  answered: 'Answered',
  not_possible: 'Not possible',
})

export function KitRequestCard({ request }: { request: KitRequest }) {
  const may = useMay()
  const products = useAnswer(NaloxoneProducts, '/naloxone/products')
  const answering = useWriting(KitRequest, 'PUT', `/kit-requests/${request.kitRequestId}`, { holdsSecret: true })
  const { contact, how, town, product, state, openedOn, closedOn } = request
  const productName = products.data?.find(({ code }) => code === product)?.name ?? product
  const decide = (decided: KitRequest['state']) => answering.mutate({ body: { state: decided } })
  return (
    <li className="vigil-card">
      <h3 className="govuk-heading-s">
        {contact} <Tag colour={state === 'asked' ? 'yellow' : 'grey'}>{say(stateWords, state)}</Tag>
      </h3>
      <p className="govuk-body-s">
        {[say(howWords, how), town, productName ?? 'any product'].filter(Boolean).join(', ')}. Opened{' '}
        {dayInWords(openedOn)}
        {closedOn && `, answered ${dayInWords(closedOn)}`}.
      </p>
      {may('kit-request:answer') && (
        <div className="vigil-actions">
          {state === 'asked' ? (
            <>
              <Decision label="A kit was given" about={contact} onPress={() => decide('answered')} />
              <Decision label="Not possible" about={contact} onPress={() => decide('not_possible')} />
            </>
          ) : (
            <Decision label="It waits again" about={contact} onPress={() => decide('asked')} />
          )}
        </div>
      )}
      {answering.error && <ProblemNotice failure={answering.error} />}
    </li>
  )
}

function Decision({ label, about, onPress }: { label: string; about: string; onPress: () => void }) {
  return (
    <button type="button" className="govuk-button govuk-button--secondary vigil-flush" onClick={onPress}>
      {label}
      <span className="govuk-visually-hidden">: {about}</span>
    </button>
  )
}
