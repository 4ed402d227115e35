import { type FormEvent, useRef, useState } from 'react'
import type { NewKitRequest, ReportPage } from '../../../server/contract/reversal-report.ts'
import { Choices } from '../form/Choices.tsx'
import { newCode } from '../kept/draft.ts'
import { addressOf, post, whyOf } from '../kept/post.ts'
import { plainText } from '../kept/text.ts'
import { fill, useWords } from '../words/words.ts'

/** A record apart: another code, nothing of the report, and never kept on the phone, for it says how to reach somebody. */
export function KitRequestForm({ slug, told }: { slug: string; told: ReportPage | null }) {
  const words = useWords().kitRequest
  const [said, setSaid] = useState<{ isWrong: boolean; words: string } | null>(null)
  const [isSent, setSent] = useState(false)
  // the same code for as long as this form stands: pressed twice, it is one request
  const code = useRef(newCode())

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const written = new FormData(event.currentTarget)
    const text = (name: string) => plainText(String(written.get(name) ?? ''))
    if (!text('contact')) {
      event.currentTarget.querySelector<HTMLInputElement>('[name=contact]')?.focus()
      return setSaid({ isWrong: true, words: words.contactMissing })
    }
    const request: NewKitRequest = {
      code: code.current,
      how: (text('how') || 'collect') as NewKitRequest['how'],
      contact: text('contact'),
      town: text('town') || null,
      product: text('product') || null,
    }
    const answer = await post(addressOf(slug, '/kit-requests'), request)
    if (answer.status === 202) setSent(true)
    else if (answer.isProblem)
      setSaid({ isWrong: true, words: fill(words.refused, { why: whyOf(answer.body).join(' ') }) })
    else setSaid({ isWrong: true, words: words.noSignal })
  }

  const within = told && fill(words.within, { n: told.kitsOpenedWithinDays })
  if (isSent)
    return (
      <p role="status" className="report-done">
        {words.sent} {within}
      </p>
    )
  return (
    <form method="post" onSubmit={(event) => void send(event)} noValidate>
      <input type="hidden" name="asks" value="kit" />
      {!told && <input type="hidden" name="once" value="{{once}}" />}
      <p>{words.body}</p>
      {told?.contactNote && <p>{told.contactNote}</p>}
      <Choices name="how" legend={words.how} words={words.hows} answers={[]} none="collect" />
      <label className="report-field">
        <span>{words.contact}</span>
        <span className="report-hint">{words.contactHint}</span>
        <input
          name="contact"
          maxLength={200}
          autoComplete="off"
          aria-invalid={said?.isWrong ? true : undefined}
          aria-describedby="kit-said"
        />
      </label>
      <label className="report-field">
        <span>{words.town}</span>
        <input name="town" maxLength={120} autoComplete="off" />
      </label>
      {told && told.products.length > 0 && (
        <label className="report-field">
          <span>{words.product}</span>
          <select name="product">
            <option value="">{words.productAny}</option>
            {told.products.map(({ code, label }) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      {within && <p className="report-hint">{within}</p>}
      <p id="kit-said" role="status" className={said?.isWrong ? 'report-error' : undefined}>
        {said?.words}
      </p>
      <button type="submit" className="report-button report-button--quiet">
        {words.send}
      </button>
    </form>
  )
}
