import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { z } from 'zod'
import { ReportPage } from '../../../server/contract/reversal-report.ts'
import { Batches, NaloxoneProducts } from '../../../server/contract/supply.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { batchesFor, noRegisters } from '../../record/registers.ts'
import { Answered } from '../../ui/Answered.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { ShownOnce } from '../../ui/ShownOnce.tsx'
import { KitRanges } from '../stock/KitRanges.tsx'
import { KitLabel } from './KitLabel.tsx'
import { type ReportLinkSearch, reportLink, SHEETS, type Sheet } from './reportLink.ts'

const route = getRouteApi('/$partnership/report-links')

/** The link to the public page of reports, and the code for a kit that opens it with product, batch and expiry filled in. */
export function ReportLinksPage() {
  const products = useAnswer(NaloxoneProducts, '/naloxone/products')
  const batches = useAnswer(Batches, '/naloxone/batches')
  const page = useAnswer(ReportPage, '/report')
  return (
    <>
      <PageTitle>
        Whoever scans the code on a kit can report its use at once: product, batch and expiry are filled in. The code is
        the same on every kit of a batch, so that it never says who was given one.
      </PageTitle>
      {page.error?.problem.status === 404 && <ClosedNote />}
      <Answered answer={products} what="products">
        {(knownProducts) => (
          <Answered answer={batches} what="batches">
            {(knownBatches) => (
              <ChooseKit
                products={knownProducts}
                batches={knownBatches}
                origin={new URL(page.data?.address ?? location.href).origin}
              />
            )}
          </Answered>
        )}
      </Answered>
    </>
  )
}

function ClosedNote() {
  return (
    <p className="govuk-inset-text">
      The page of reports is closed: whoever scans a code now reads that no reports are taken. The naloxone coordinator
      opens it under <em>Reports from the public</em>.
    </p>
  )
}

interface ChooseKitProps {
  /** where everybody reaches this installation: a code on a kit outlives whatever address somebody printed it from */
  origin: string
  products: z.infer<typeof NaloxoneProducts>
  batches: z.infer<typeof Batches>
}

function ChooseKit({ origin, products, batches }: ChooseKitProps) {
  const { product, batch, sheet = '8' } = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/report-links' })
  const { slug, today } = usePartnership()
  const choose = (changed: z.infer<typeof ReportLinkSearch>) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), resetScroll: false, replace: true })
  const chosen = batches.find(({ batchId, productCode }) => batchId === batch && productCode === product)
  const address = reportLink(origin, slug, { product, batch: chosen })
  const productName = products.find(({ code }) => code === product)?.name
  return (
    <div className="vigil-report-links">
      <div className="vigil-filters">
        <SelectFilter
          path="product"
          label="Product"
          value={product}
          words={Object.fromEntries(products.map(({ code, name }) => [code, name]))}
          anyLabel="Any"
          onChange={(code: string | undefined) => choose({ product: code, batch: undefined })}
        />
        {product && (
          <SelectFilter
            path="batch"
            label="Batch and expiry"
            value={chosen?.batchId}
            words={batchesFor({ ...noRegisters, allBatches: batches }, product, today)}
            anyLabel="Any"
            onChange={(batchId: string | undefined) => choose({ batch: batchId })}
          />
        )}
        <SelectFilter
          path="sheet"
          label="Printed"
          value={sheet}
          words={SHEETS}
          onChange={(code: Sheet | undefined) => choose({ sheet: code })}
        />
      </div>
      {/* another link is copied anew */}
      <ShownOnce key={address} id="report-link" label="Link" text={address} />
      {chosen && <KitRanges batch={chosen} />}
      <button type="button" className="govuk-button" onClick={() => window.print()}>
        Print
      </button>
      <ul className={`vigil-labels vigil-labels--${sheet}`}>
        {Array.from({ length: Number(sheet) }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
          <li key={place} aria-hidden={place > 0}>
            <KitLabel address={address} productName={productName} batch={chosen} />
          </li>
        ))}
      </ul>
    </div>
  )
}
