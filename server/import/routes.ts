import type { Route } from '../http/route.ts'

export const importRoutes: Route[] = []
