import type { GapClasses, Third } from './gapClasses.ts'
import { events, share } from './sayAllocation.ts'

const harmWords = ['Little harm', 'Some harm', 'Much harm']
const kitsWords = ['Fewest reached', 'Some reached', 'Most reached']

/** The nine classes as they lie on the two measures, with how many areas are in each. */
export function GapsLegend({ classes: { harm, kits, classes } }: { classes: GapClasses }) {
  return (
    <table className="vigil-gap-legend">
      <caption>
        Areas by events a year and by the share of them that live kits reach: each row and each column has about a third
        of all events
      </caption>
      <thead>
        <tr>
          <td />
          {kits.map((third, step) => (
            <th key={kitsWords[step]} scope="col">
              {kitsWords[step]}: {sayThird(third, share)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[2, 1, 0].map((step) => (
          <tr key={step}>
            <th scope="row">
              {harmWords[step]}: {sayThird(harm[step] ?? null, events)}
            </th>
            {classes
              .filter((one) => one.harm === step)
              .map(({ kits: of, colour, areas }) => (
                <td key={of}>
                  <GapSwatch colour={colour} />
                  {areas}
                </td>
              ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function GapSwatch({ colour }: { colour: string }) {
  return (
    <svg width="26" height="18" aria-hidden="true" focusable="false">
      <rect x="1" y="1" width="24" height="16" fill={colour} className="vigil-legend__swatch" />
    </svg>
  )
}

function sayThird(third: Third, say: (value: number) => string) {
  if (!third) return 'none'
  const [low, high] = [say(third.low), say(third.high)]
  return low === high ? low : `${low} to ${high}`
}
