import { describe, expect, it } from 'vitest'
import type { useMay } from '../../client/api/may.ts'
import type { Page, PageNeeds } from '../../client/frame/access.ts'
import { waysToAdd } from '../../client/record/AddToRegister.tsx'
import { actions, policy } from '../../server/access/policy.ts'
import { Action, Role, roleNames } from '../../server/contract/access.ts'
import { tableOfRoutes } from '../support/app.ts'

type MayAsk = (action: Parameters<ReturnType<typeof useMay>>[0]) => string

describe('what may be done', () => {
  it('has one list of names, which the table of policy gives a meaning and roles', () => {
    expect(Object.keys(actions)).toEqual(Action.options)
    expect(Object.keys(policy).sort()).toEqual([...Role.options].sort())
    expect(Object.keys(roleNames)).toEqual(Role.options)
    const given = new Set(Object.values(policy).flatMap((permissions) => Object.keys(permissions)))
    expect([...given].filter((action) => !Action.safeParse(action).success)).toEqual([])
  })

  it('is asked by its name: one that is not there does not build', () => {
    const may: MayAsk = (action) => action
    expect(may('death:write')).toBe('death:write')
    // @ts-expect-error there is no such action
    expect(Action.safeParse(may('deaths:wrote')).success).toBe(false)
  })
})

describe('a way to add to a register', () => {
  it('is shown to whoever may go it: it asks for the action of the route that adds', () => {
    const added = { agencies: '/agencies', batches: '/naloxone/batches', panels: '/toxicology-panels' }
    const routes = tableOfRoutes().filter(({ method }) => method === 'post')
    const policies = Object.entries(added).map(([register, path]) => [
      register,
      routes.find((route) => route.path === path)?.policy,
    ])
    expect(Object.entries(waysToAdd).map(([register, { action }]) => [register, action])).toEqual(policies)
  })
})

describe('a page', () => {
  it('states what it needs, or does not build', () => {
    const stated = (needs: Partial<PageNeeds>) => Object.keys(needs)
    expect(stated({ '/$partnership/map': 'figure:read', '/$partnership/about': 'everybody' })).toHaveLength(2)
    // @ts-expect-error every page but the map
    const forgotten: PageNeeds = {} as Omit<PageNeeds, '/$partnership/map'>
    // @ts-expect-error there is no such action
    const misspelt: PageNeeds['/$partnership/map'] = 'figures:read'
    // @ts-expect-error the router has no such page
    const gone: Page = '/$partnership/there-is-no-such-page'
    expect([forgotten, misspelt, gone]).toHaveLength(3)
  })
})
