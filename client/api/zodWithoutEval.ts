import { config } from 'zod'

// zod otherwise compiles schemas with `new Function`, which the content security policy forbids. Import this first.
config({ jitless: true })
