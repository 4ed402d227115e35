import { createRoute, createRouter } from '@tanstack/react-router'
import { describe, expect, it } from 'vitest'
import type { useMay } from '../../client/api/may.ts'
import { lacking, type PageFacts, pagesOf } from '../../client/api/page.ts'
import { routeTree } from '../../client/pages.ts'
import { waysToAdd } from '../../client/record/AddToRegister.tsx'
import { actions, policy } from '../../server/access/policy.ts'
import { Action, agencyRoles, Role, roleNames } from '../../server/contract/access.ts'
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

  it('is bound to one’s own agency for the roles that act for one, and for no other', () => {
    const bound = Role.options.filter((role) => Object.values(policy[role]).includes('own agency'))
    expect(bound.toSorted()).toEqual(agencyRoles.toSorted())
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
  const pages = pagesOf(createRouter({ routeTree }))

  it('states what it needs, or does not build', () => {
    const stated = (facts: PageFacts) => facts.needs
    expect([stated({ needs: 'figure:read' }), stated({ needs: 'everybody', menu: 'About' })]).toHaveLength(2)
    // @ts-expect-error nothing is stated
    expect(stated({ menu: 'Map' })).toBeUndefined()
    // @ts-expect-error there is no such action
    expect(stated({ needs: 'figures:read' })).toBeDefined()
    // @ts-expect-error nor does its route
    expect(createRoute({ getParentRoute: () => routeTree, path: '/forgotten' })).toBeDefined()
  })

  it('is open to whoever its task is offered to', () => {
    const shut = pages.flatMap(({ to, needs, task }) =>
      Role.options
        .filter((role) => {
          const membership = { actions: Object.keys(policy[role]) as Action[] }
          return task && !lacking(membership, task.needs ?? needs) && lacking(membership, needs)
        })
        .map((role) => `${role} ${to}`),
    )
    expect(shut).toEqual([])
  })

  it('stands in the menu under a word of its own, and on the first page at a place of its own', () => {
    const words = pages.flatMap(({ menu }) => menu ?? [])
    const places = pages.flatMap(({ task }) => task?.place ?? [])
    expect(words).toContain('Map')
    expect(new Set(words).size).toBe(words.length)
    expect(new Set(places).size).toBe(places.length)
  })
})
