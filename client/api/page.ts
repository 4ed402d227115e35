import { type RegisteredRouter, useMatch, useRouter } from '@tanstack/react-router'
import type { Action } from '../../server/contract/access.ts'
import type { Membership } from '../../server/contract/session.ts'

/** What somebody needs to see a page: an action, or one of several; `everybody` is whoever has a role in the partnership, `anybody` is also who has not signed in. */
export type Needs = Action | readonly Action[] | 'everybody' | 'anybody'

/** What a page states of itself in the table of pages. */
export interface PageFacts {
  needs: Needs
  /** Its heading and name in the window; left out, it is the word of the menu, or the page says it of what it shows. */
  title?: string
  /** It fills the window, and brings its own foot. */
  isWhole?: boolean
  /** Its word in the menu; left out, it is not there. */
  menu?: string
  /** What somebody comes to do there, for roles that read no figures of cases. */
  task?: {
    /** the smallest stands first */
    place: number
    label: string
    about: string
    /** what the task asks for, where the page opens for less */
    needs?: Action
  }
}

declare module '@tanstack/react-router' {
  // A route that does not state it does not build.
  interface StaticDataRouteOption extends PageFacts {}
}

/** A page of the partnership in the address, with where a link to it leads. */
export type Page = PageFacts & { to: string }

/** The pages of a partnership, in the order of the table. */
export function pagesOf({ routesById }: Pick<RegisteredRouter, 'routesById'>): Page[] {
  return Object.values(routesById)
    .filter(({ parentRoute }) => parentRoute?.id === '/$partnership')
    .map(({ fullPath, options }) => ({ to: fullPath, ...options.staticData }))
}

export function usePages() {
  return pagesOf(useRouter<RegisteredRouter>())
}

/** What the page that is open calls itself, or else what its line in the table says. */
export function usePageTitle(own: string | undefined): string {
  const stated = useMatch({ strict: false, select: ({ staticData }) => staticData.title ?? staticData.menu })
  const title = own ?? stated
  if (title === undefined) throw new Error('a page has no title')
  return title
}

/** The action that this person lacks for a page; undefined where they may see it. */
export function lacking({ actions }: Pick<Membership, 'actions'>, needs: Needs): Action | undefined {
  if (needs === 'everybody' || needs === 'anybody') return undefined
  const anyOf = typeof needs === 'string' ? [needs] : needs
  return anyOf.some((action) => actions.includes(action)) ? undefined : anyOf[0]
}
