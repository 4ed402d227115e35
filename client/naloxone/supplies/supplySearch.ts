import { z } from 'zod'
import { SupplyListQuery } from '../../../server/contract/supply.ts'
import { forgiving, periodSearch, recordSearch } from '../../frame/search.ts'

export const SupplySearch = z.object({
  ...periodSearch,
  area: recordSearch.area,
  circle: recordSearch.circle,
  cursor: recordSearch.cursor,
  status: forgiving(SupplyListQuery.shape.status.unwrap()),
})
