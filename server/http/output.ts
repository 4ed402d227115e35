/** Whom something that leaves is for. Figures of the tiers `partnership` and `public` have passed the disclosure gate; those of `panel` are as they are. */
export type OutputTier =
  | 'identity' // who somebody was or is, opened for a stated purpose
  | 'cases' // records without identity
  | 'panel' // exact figures, and signals made of cases
  | 'partnership'
  | 'public'
  | 'office' // accounts, agreements, audit, imports: how the partnership works
  | 'reference' // lists that say nothing of anybody
  | 'oneself' // whoever asks, about themselves
  | 'machine' // how Vigil itself is

/** What may stand in it, of what must be looked after. */
export type Carried =
  | 'identity' // names, days of birth, NHS numbers, addresses, kin
  | 'case text' // words that somebody wrote about a case, or in the file it came from
  | 'exact place' // where something happened, finer than an area
  | 'office text' // names and words of the office: accounts, agencies, areas, paperwork
  | 'counts' // how many cases there are, of some kind or in some place

/** What leaves by a route, a command or a file. */
export type Output = { readonly tier: OutputTier; readonly carries: readonly Carried[] }
