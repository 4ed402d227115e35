import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import {
  OpenOrders,
  Stock,
  type StockCover,
  type StockOnHand,
  SuppliesWithoutStock,
} from '../../../server/contract/stock.ts'
import { StockAlerts } from '../../../server/contract/stock-alert.ts'
import { NaloxoneProducts } from '../../../server/contract/supply.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { Table } from '../../ui/Table.tsx'
import { daysBetween } from '../../words/day.ts'
import { plural } from '../../words/words.ts'
import { MonthsText, RunsOutText } from './coverText.tsx'
import { OnHandTable, useProductName } from './OnHandTable.tsx'
import { SHOWN, type Shown } from './stockSearch.ts'

const route = getRouteApi('/$partnership/stock')

/** What is where, how long it lasts, and what has to be done about it. */
export function StockPage() {
  const stock = useAnswer(Stock, '/stock')
  const { slug: partnership } = usePartnership()
  const may = useMay()
  return (
    <>
      <PageTitle
        actions={
          may('stock:write') && (
            <Link to="/$partnership/stock/record" params={{ partnership }} className="govuk-button vigil-flush">
              Record what happened
            </Link>
          )
        }
      >
        Kits that lie at sites, in vehicles, in boxes and with workers. What people were given is under Naloxone supply.
      </PageTitle>
      <WhatWaits />
      <Answered answer={stock} what="what is in stock">
        {(found) => (found.holders.length === 0 ? <NoHolders /> : <WhatIsWhere stock={found} />)}
      </Answered>
    </>
  )
}

function NoHolders() {
  const params = { partnership: usePartnership().slug }
  return (
    <EmptyState sentence="Nothing that holds kits is recorded yet.">
      <Link to="/$partnership/stock/holders/new" params={params} className="govuk-link">
        Add a site, vehicle, box or worker
      </Link>
      , then count what is there.
    </EmptyState>
  )
}

/** What waits, each with the page on which it is done. */
function WhatWaits() {
  const params = { partnership: usePartnership().slug }
  const alerts = useAnswer(StockAlerts, '/stock/alerts').data ?? []
  const untaken = useAnswer(SuppliesWithoutStock, '/stock/supplies').data?.total
  const open = alerts.filter(({ endedOn }) => endedOn === null)
  const waiting = open.reduce((sum, { holders, answered }) => sum + holders - answered, 0)
  return (
    <ul className="govuk-list">
      <li>
        <Link to="/$partnership/stock/alerts" params={params} className="govuk-link">
          Safety alerts
        </Link>
        : {open.length === 0 ? 'none stands' : `${open.length} open, ${plural(waiting, 'answer')} awaited`}
      </li>
      <li>
        <Link to="/$partnership/stock/supplies" params={params} className="govuk-link">
          Supplies not taken from stock
        </Link>
        {untaken !== undefined && `: ${untaken.toLocaleString('en-GB')}`}
      </li>
      <li>
        <Link to="/$partnership/stock/boxes" params={params} className="govuk-link">
          Public boxes
        </Link>
      </li>
    </ul>
  )
}

function WhatIsWhere({ stock }: { stock: Stock }) {
  const { product, show } = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/stock' })
  const change = (changed: { product?: string | undefined; show?: Shown | undefined }) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), resetScroll: false, replace: true })
  const products = useAnswer(NaloxoneProducts, '/naloxone/products').data ?? []
  const params = { partnership: usePartnership().slug }
  const { holders, soonDays, rule, today } = stock
  const nameOf = new Map(holders.map(({ holderId, name }) => [holderId, name]))
  const name = (holderId: string) => nameOf.get(holderId) ?? 'elsewhere'
  const isSoon = ({ expiresOn }: StockOnHand) => daysBetween(today, expiresOn) <= soonDays
  const shownCover = stock.cover.filter(
    (row) => (!product || row.productCode === product) && (show !== 'short' || row.isBelowMinimum),
  )
  const isShown = new Set(shownCover.map(({ holderId, productCode }) => `${holderId} ${productCode}`))
  const shownStock = stock.onHand
    .filter((row) => isShown.has(`${row.holderId} ${row.productCode}`))
    .filter((row) => (show === 'soon' ? isSoon(row) : show === 'kept' ? row.keptBack > 0 : true))
  return (
    <>
      <Totals stock={stock} isSoon={isSoon} />
      <div className="vigil-filters">
        <SelectFilter
          path="product"
          label="Product"
          value={product}
          words={Object.fromEntries(products.map(({ code, name: word }) => [code, word]))}
          anyLabel="Any"
          onChange={(code: string | undefined) => change({ product: code })}
        />
        <SelectFilter<Shown>
          path="show"
          label="Show"
          value={show}
          words={SHOWN}
          anyLabel="Everything"
          onChange={(code) => change({ show: code })}
        />
      </div>
      {(show === undefined || show === 'short') && <CoverTable rows={shownCover} rule={rule} name={name} />}
      {shownStock.length === 0 ? (
        <p className="govuk-body">No kits like that are in stock.</p>
      ) : (
        <OnHandTable caption="What is where" rows={shownStock} soonDays={soonDays} holderName={name} />
      )}
      <p className="govuk-body-s">
        <CsvLink path="/stock" what="what is where, all of it" needsSecondFactor={false} />
      </p>
      <Orders />
      <Holders stock={stock} />
      <p className="govuk-body">
        <Link to="/$partnership/stock/holders/new" params={params} className="govuk-link">
          Add a site, vehicle, box or worker
        </Link>
      </p>
    </>
  )
}

function Totals({
  stock: { onHand, holders, cover },
  isSoon,
}: {
  stock: Stock
  isSoon: (row: StockOnHand) => boolean
}) {
  const sum = (rows: readonly StockOnHand[], of: (row: StockOnHand) => number) =>
    rows.reduce((total, row) => total + of(row), 0)
  const held = new Set(onHand.map(({ holderId }) => holderId)).size
  const soon = sum(onHand.filter(isSoon), ({ kits }) => kits)
  const kept = sum(onHand, ({ keptBack }) => keptBack)
  const short = cover.filter(({ isBelowMinimum }) => isBelowMinimum).length
  return (
    <p className="govuk-body">
      <strong>
        {plural(
          sum(onHand, ({ kits }) => kits),
          'kit',
        )}
      </strong>{' '}
      at {held} of {plural(holders.length, 'holder')}. Of these {soon.toLocaleString('en-GB')} have expired or will
      soon, and {kept.toLocaleString('en-GB')} are kept back: they are no cover.{' '}
      {short === 0 ? 'No stock is' : `${plural(short, 'stock')} of a product ${short === 1 ? 'is' : 'are'}`} below the
      minimum set for it.
    </p>
  )
}

function CoverTable({ rows, rule, name }: { rows: readonly StockCover[]; rule: string; name: (id: string) => string }) {
  const { slug: partnership } = usePartnership()
  const productName = useProductName()
  if (rows.length === 0) return <p className="govuk-body">No stock like that.</p>
  return (
    <>
      <Table
        caption="How long it lasts"
        rows={rows.toSorted((a, b) => Number(b.isBelowMinimum) - Number(a.isBelowMinimum))}
        rowKey={({ holderId, productCode }) => `${holderId}-${productCode}`}
        columns={[
          {
            heading: 'Where',
            isRowHeading: true,
            cell: ({ holderId }) => (
              <Link
                to="/$partnership/stock/holders/$holderId"
                params={{ partnership, holderId }}
                className="govuk-link"
              >
                {name(holderId)}
              </Link>
            ),
          },
          {
            heading: 'Product',
            cell: ({ productCode }) => <span className="vigil-phrase">{productName(productCode)}</span>,
          },
          { heading: 'Months', cell: (cover) => <MonthsText cover={cover} /> },
          { heading: 'Runs out', cell: (cover) => <RunsOutText cover={cover} /> },
          { heading: 'Kits', isNumber: true, cell: ({ kits }) => kits },
          { heading: 'Cover', isNumber: true, cell: ({ usable }) => usable },
          { heading: 'Ordered', isNumber: true, cell: ({ ordered }) => ordered || '–' },
        ]}
      />
      <p className="vigil-provenance">{rule}</p>
    </>
  )
}

function Orders() {
  const { slug: partnership } = usePartnership()
  const orders = useAnswer(OpenOrders, '/stock/orders').data ?? []
  if (orders.length === 0) return null
  return (
    <>
      <Table
        caption="Ordered and not yet here"
        rows={orders}
        rowKey={({ lineId }) => lineId}
        columns={[
          { heading: 'Ordered', isRowHeading: true, cell: ({ orderedOn }) => <DayText day={orderedOn} /> },
          { heading: 'For', cell: ({ holderName }) => holderName },
          { heading: 'Product', cell: ({ productName }) => productName },
          { heading: 'Kits', isNumber: true, cell: ({ outstanding, kits }) => `${outstanding} of ${kits}` },
          {
            heading: 'When they come',
            cell: ({ lineId, holderId }) => (
              <Link
                to="/$partnership/stock/record"
                params={{ partnership }}
                search={{ kind: 'receive', holder: holderId, order: lineId }}
                className="govuk-link"
              >
                Record the delivery
              </Link>
            ),
          },
        ]}
      />
      <p className="govuk-body-s">
        <CsvLink path="/stock/orders" what="these orders" needsSecondFactor={false} />
      </p>
    </>
  )
}

/** Those with nothing in stock stand in no table above. */
function Holders({ stock: { holders, cover } }: { stock: Stock }) {
  const { slug: partnership } = usePartnership()
  const shown = new Set(cover.map(({ holderId }) => holderId))
  const others = holders.filter(({ holderId }) => !shown.has(holderId))
  if (others.length === 0) return null
  return (
    <p className="govuk-body">
      Without any line of stock yet:{' '}
      {others.map(({ holderId, name, closedOn }, index) => (
        <span key={holderId}>
          {index > 0 && ', '}
          <Link to="/$partnership/stock/holders/$holderId" params={{ partnership, holderId }} className="govuk-link">
            {name}
          </Link>
          {closedOn && ' (closed)'}
        </span>
      ))}
      .
    </p>
  )
}
