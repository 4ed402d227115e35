import { z } from 'zod'
import { Day } from '../../../server/contract/day.ts'
import { DateBasis } from '../../../server/contract/filters.ts'
import { forgiving } from '../../frame/search.ts'

const Year = z.coerce.number().int().min(1900).max(2200)
const asked = {
  basis: forgiving(DateBasis),
  asKnownOn: forgiving(Day),
  rulesOn: forgiving(Day),
  year: forgiving(Year),
}

export const HowManySearch = z.object({ ...asked, alcohol: forgiving(z.literal('yes')) })

export const ComparedSearch = z.object({
  ...asked,
  one: forgiving(z.string().max(60)),
  other: forgiving(z.string().max(60)),
})

export const RevisedSearch = z.object({
  code: forgiving(z.string().max(60)),
  year: forgiving(Year),
  basis: forgiving(DateBasis),
  from: forgiving(Day),
  to: forgiving(Day),
})

export const RatesSearch = z.object({
  ...asked,
  years: forgiving(z.enum(['1', '3', '5'])),
  alcohol: forgiving(z.literal('yes')),
})
