import { z } from 'zod'
import { forgiving } from '../../frame/search.ts'

export const RequestSearch = z.object({ show: forgiving(z.enum(['open', 'late', 'all'])) })
