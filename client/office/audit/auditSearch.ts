import { z } from 'zod'
import { AuditAction } from '../../../server/contract/filters.ts'
import { forgiving, periodSearch } from '../../frame/search.ts'

const before = z.coerce.number().int().positive()

export const AuditSearch = z.object({
  ...periodSearch,
  record: forgiving(z.uuid()),
  user: forgiving(z.string().max(80)),
  action: forgiving(AuditAction),
  before: forgiving(before),
})

export const RefusalSearch = z.object({ before: forgiving(before) })
