import type { ReportPage } from '../../../server/contract/reversal-report.ts'
import { type Answers, answerTo, type Kit } from '../kept/draft.ts'
import { fill, useSayDay, useWords } from '../words/words.ts'
import { Choices } from './Choices.tsx'

interface KitFieldsProps {
  answers: Answers
  kit: Kit | null
  products: ReportPage['products']
  onNotThis: () => void
}

/** What the code on the kit said, to be read and not to be asked; without one which kit it was. */
export function KitFields({ answers, kit, products, onNotThis }: KitFieldsProps) {
  const words = useWords().ask
  const sayDay = useSayDay()
  if (kit) {
    const product = products.find(({ code }) => code === kit.product)?.label ?? kit.product
    const lines = [
      product,
      kit.batch && fill(words.kitBatch, { batch: kit.batch }),
      kit.expiry && fill(words.kitExpiry, { day: sayDay(kit.expiry) }),
    ]
    return (
      <section className="report-ask" aria-labelledby="kit">
        <h2 id="kit" className="report-legend">
          {words.kit}
        </h2>
        <p className="report-kit">
          {lines.filter(Boolean).map((line) => (
            <span key={line}>{line}</span>
          ))}
        </p>
        <button type="button" className="report-button report-button--quiet" onClick={onNotThis}>
          {words.notThisKit}
        </button>
      </section>
    )
  }
  if (products.length === 0) return null
  return (
    <Choices
      name="product"
      legend={words.product}
      words={{ ...Object.fromEntries(products.map(({ code, label }) => [code, label])), '': words.productNone }}
      answers={answers}
      none=""
    >
      <label className="report-field">
        <span>{words.batch}</span>
        <input name="batch" maxLength={40} autoComplete="off" defaultValue={answerTo(answers, 'batch')} />
      </label>
    </Choices>
  )
}
