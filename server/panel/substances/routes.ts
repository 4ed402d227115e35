import { CombinationsInDeaths, SubstancesInDeaths, SubstancesQuery } from '../../contract/substances-in-deaths.ts'
import { route } from '../../http/route.ts'
import { invalid } from '../../problem.ts'
import { combinationsInDeaths, substancesInDeaths } from './figures.ts'

function asked(query: SubstancesQuery, today: string) {
  if (query.asKnownOn && query.asKnownOn > today) invalid([{ path: 'asKnownOn', message: 'is in the future' }])
  return { ...query, today }
}

export const substancesInDeathsRoutes = [
  route({
    method: 'get',
    path: '/substances-in-deaths',
    summary: 'Deaths by class and drug: implicated, found, believed taken, and of how many tested',
    query: SubstancesQuery,
    answer: SubstancesInDeaths,
    policy: 'figure:read',
    audit: 'none',
    output: substancesInDeaths.output,
    deed: ['read', 'substances in deaths'],
    csv: substancesInDeaths.csv,
    handle: (trx, { query, today }) => substancesInDeaths.read(trx, asked(query, today)),
  }),
  route({
    method: 'get',
    path: '/substances-in-deaths/together',
    summary: 'The pairs and triples of drugs most often implicated together',
    query: SubstancesQuery,
    answer: CombinationsInDeaths,
    policy: 'figure:read',
    audit: 'none',
    output: combinationsInDeaths.output,
    deed: ['read', 'drugs implicated together'],
    csv: combinationsInDeaths.csv,
    handle: (trx, { query, today }) => combinationsInDeaths.read(trx, asked(query, today)),
  }),
]
