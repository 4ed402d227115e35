import { NewReachAssumption } from '../../../server/contract/naloxone-reach.ts'
import { type Sent, type SmallField, smallForm } from '../../ui/smallForms.ts'

const number = (path: string, label: string, more: Partial<SmallField> = {}): SmallField => ({
  ...{ path, label, kind: 'text', width: 'short', isOptional: true },
  ...more,
})
const toNumber = (said: string | string[] | undefined) => (said === undefined || said === '' ? null : Number(said))

export const newReachAssumption = smallForm({
  fields: [
    number('peopleAtRisk', 'People who use opiates here', {
      hint: 'For example, the estimate of opiate users with its 95% interval. Leave all three empty if there is none.',
    }),
    number('peopleAtRiskLow', 'At the lowest'),
    number('peopleAtRiskHigh', 'At the highest'),
    number('lossAYear', 'Kits lost, confiscated or damaged in a year', {
      hint: 'As a share: 0.25 is a quarter of them',
      isOptional: false,
      missing: 'Enter a share of kits that are lost in a year, from 0 to 5',
    }),
    number('lossAYearLow', 'At the lowest', { isOptional: false, missing: 'Enter the lowest share that is lost' }),
    number('lossAYearHigh', 'At the highest', { isOptional: false, missing: 'Enter the highest share that is lost' }),
    {
      path: 'source',
      label: 'Where these come from',
      kind: 'text',
      width: 'wide',
      missing: 'Say where these numbers come from',
    },
  ],
  schema: NewReachAssumption,
  toBody: ({ source, ...said }: Sent) => ({
    ...Object.fromEntries(Object.entries(said).map(([path, one]) => [path, toNumber(one)])),
    source,
  }),
})
