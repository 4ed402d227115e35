import type { Day } from '../../server/contract/day.ts'
import type { NewAgency } from '../../server/contract/partnership.ts'
import { addDays } from '../../server/day.ts'
import type { Trx } from '../../server/db/tenant.ts'
import { addAgreement } from '../../server/office/agreements/store.ts'
import type { DemoPartnership } from './partnerships.ts'

/** A register as one finds it: most of the agencies under one agreement, one that is soon to end, one that has, and one never written down. */
export async function addAgreements(
  trx: Trx,
  { agencies }: DemoPartnership,
  agencyOf: (kind: NewAgency['kind']) => string | null,
  today: Day,
): Promise<void> {
  const partiesOf = (kinds: NewAgency['kind'][]) =>
    kinds.flatMap((kind) => {
      const agencyId = agencyOf(kind)
      return agencyId ? [{ agencyId }] : []
    })
  const apart: NewAgency['kind'][] = ['pharmacy', 'peer_network']
  await addAgreement(
    trx,
    'demo',
    {
      parties: partiesOf(agencies.map(({ kind }) => kind).filter((kind) => !apart.includes(kind))),
      purpose: 'To learn from drug-related deaths, and to act on clusters while it helps',
      covers: 'Drug-related deaths without identity, overdoses and reversals, naloxone supplies',
      startsOn: addDays(today, -500),
      endsOn: addDays(today, 595),
      reference: 'ISA 1, signed paper with the information governance lead',
    },
    today,
  )
  const pharmacy = partiesOf(['pharmacy'])
  if (pharmacy.length) {
    await addAgreement(
      trx,
      'demo',
      {
        parties: pharmacy,
        purpose: 'To know where take-home naloxone has been supplied',
        covers: 'Naloxone supplies',
        startsOn: addDays(today, -345),
        endsOn: addDays(today, 20),
        reference: 'ISA 2',
      },
      today,
    )
  }
  await addAgreement(
    trx,
    'demo',
    {
      parties: [{ name: 'A university’s study of overdose' }],
      purpose: 'A study of how long ambulances take to overdoses',
      covers: 'Counts of overdoses by month and area, small counts hidden',
      startsOn: addDays(today, -600),
      endsOn: addDays(today, -235),
      reference: 'ISA 3',
    },
    today,
  )
}
