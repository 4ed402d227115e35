import { z } from 'zod'

// zod otherwise compiles schemas with `new Function`, which the content security policy forbids. Import this first.
z.config({ jitless: true })
