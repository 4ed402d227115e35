import { z } from 'zod'
import { forgiving } from '../../frame/search.ts'

/** Which form is open, so that another form can lead straight to it. */
export const RegistersSearch = z.object({ add: forgiving(z.enum(['agencies', 'batches', 'panels'])) })
