import type { Day } from '../../server/contract/day.ts'
import { NewOverdose } from '../../server/contract/overdose.ts'
import type { NewAgency } from '../../server/contract/partnership.ts'
import type { Batch } from '../../server/contract/supply.ts'
import { addDays } from '../../server/day.ts'
import type { Random } from '../stats/draws/random.ts'
import { drawWeighted, drawWhole, isDrawn } from './draw.ts'
import type { DemoBatch } from './supplies.ts'

/** Of kits that were supplied, the batch is read off this often; a kit is used within about a year of being handed out. */
const BATCH_READ = 0.7
const USED_WITHIN_DAYS = 400
/** Pairs of reports of one event, for a person to decide about; out of the weeks in which something is hidden. */
const PAIRS = 7
const PAIRS_FROM_DAYS = 330
const PAIRS_TO_DAYS = 120
const METRES_A_DEGREE = 111_320

type Given = { batches: readonly (Batch & DemoBatch)[]; agencyOf: (kind: NewAgency['kind']) => string | null }

/** The reports, with the batch of each kit that whoever gave it had been supplied with; the ambulance has its own. */
export function withBatches(random: Random, reports: readonly NewOverdose[], { batches }: Given): NewOverdose[] {
  return reports.map((report) => ({
    ...report,
    persons: report.persons.map((person) => ({
      ...person,
      administrations: person.administrations.map((given) => {
        const handedOut = addDays(report.eventDay, -drawWhole(random, 1, USED_WITHIN_DAYS))
        const goesTo = drawWeighted(random, [
          ['treatment_service', 40],
          ['outreach', 30],
          [null, 30],
        ] as const)
        const batch = batches.findLast(
          (one) => one.productCode === given.productCode && one.since <= handedOut && one.goesTo === goesTo,
        )
        return given.givenBy !== 'ambulance' && batch && isDrawn(random, BATCH_READ)
          ? { ...given, batchId: batch.batchId }
          : given
      }),
    })),
  }))
}

/** Some events that the ambulance service reports too, minutes and a street away from where the first report has them. */
export function drawDoubled(
  random: Random,
  reports: readonly NewOverdose[],
  { agencyOf, today, prefix }: Pick<Given, 'agencyOf'> & { today: Day; prefix: string },
): NewOverdose[] {
  const from = addDays(today, -PAIRS_FROM_DAYS)
  const to = addDays(today, -PAIRS_TO_DAYS)
  const doubled = reports.filter(
    ({ eventDay, eventTime, timePrecision, place, reporterKind, ambulanceCalled, persons }) =>
      eventDay >= from &&
      eventDay <= to &&
      timePrecision === 'minute' &&
      eventTime !== null &&
      eventTime >= '02:00' &&
      eventTime <= '22:30' &&
      place?.precision === 'exact' &&
      reporterKind !== 'ambulance' &&
      ambulanceCalled === 'yes' &&
      persons.length === 1 &&
      persons[0]?.naloxoneGiven === 'yes',
  )
  const every = Math.max(1, Math.floor(doubled.length / PAIRS))
  return doubled
    .filter((_, index) => index % every === 0)
    .slice(0, PAIRS)
    .map((report, index) => {
      const { place, persons } = report
      const away = (metres: number) => (drawWhole(random, -metres, metres) || metres) / METRES_A_DEGREE
      return NewOverdose.parse({
        source: 'Ambulance feed',
        reference: `${prefix}-AMB-${String(index + 1).padStart(4, '0')}`,
        knownOn: addDays(report.eventDay, drawWhole(random, 2, 5)),
        eventDay: report.eventDay,
        timePrecision: 'minute',
        eventTime: later(report.eventTime ?? '12:00', drawWhole(random, 2, 14)),
        town: report.town,
        place: place && { ...place, longitude: place.longitude + away(60), latitude: place.latitude + away(60) },
        setting: 'unknown',
        reporterKind: 'ambulance',
        agencyId: agencyOf('ambulance'),
        ambulanceCalled: 'yes',
        persons: persons.map(({ ageBand, sex }) => ({
          ...{ ageBand, sex, naloxoneGiven: 'yes', wasUnresponsive: 'yes', opioidPlausible: 'unknown' },
          ...{ outcome: 'taken_by_ambulance_alive', outcomeEvidence: 'seen_by_reporter' },
          administrations: [
            { productCode: 'naloxone-ampoule-400', doses: 1, milligrams: 0.4, givenBy: 'ambulance' as const },
          ],
        })),
      })
    })
}

function later(time: string, minutes: number): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const at = hour * 60 + minute + minutes
  return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
}
