import { NewOverdose } from '../../server/contract/overdose.ts'
import type { Random } from '../stats/draws/random.ts'
import type { DemoDeath } from './deaths.ts'
import { drawWeighted, isDrawn } from './draw.ts'
import { drawAdministrations, drawSuspected, drawTime } from './overdoses.ts'

/** Some deaths were also reported as an overdose, naloxone given or not: the two records are linked, and none of them is a reversal. */
export function drawFatalOverdoses(
  random: Random,
  deaths: readonly { death: DemoDeath; deathId: string }[],
): NewOverdose[] {
  return deaths
    .filter(({ death }) => !death.later.some(({ status }) => status === 'excluded'))
    .filter(() => isDrawn(random, 0.14))
    .map(({ death: { first }, deathId }) => {
      const { naloxoneGiven } = first
      return NewOverdose.parse({
        source: 'Ambulance feed',
        reference: `${first.reference}-OD`,
        knownOn: first.knownOn,
        eventDay: first.eventDay,
        ...drawTime(random),
        place: first.foundPlace,
        town: first.foundTown,
        setting: first.setting,
        reporterKind: 'ambulance',
        ambulanceCalled: 'yes',
        persons: [
          {
            sex: first.sex,
            naloxoneGiven,
            wasUnresponsive: 'yes',
            opioidPlausible: drawWeighted(random, [
              ['yes', 80],
              ['unknown', 20],
            ] as const),
            outcome: drawWeighted(random, [
              ['died_at_scene', 80],
              ['died_later', 20],
            ] as const),
            outcomeEvidence: 'confirmed_by_service',
            deathId,
            substanceCodes: drawSuspected(random),
            administrations: naloxoneGiven === 'yes' ? drawAdministrations(random, 'ambulance') : [],
          },
        ],
      })
    })
}
