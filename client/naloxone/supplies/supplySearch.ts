import { z } from 'zod'
import { SupplySetting } from '../../../server/contract/filters.ts'
import { forgiving, periodSearch, recordSearch } from '../../frame/search.ts'

export const NewSupplySearch = z.object({ like: forgiving(z.uuid()) })

export const SupplySearch = z.object({
  ...periodSearch,
  area: recordSearch.area,
  circle: recordSearch.circle,
  cursor: recordSearch.cursor,
  status: forgiving(SupplySetting),
})
