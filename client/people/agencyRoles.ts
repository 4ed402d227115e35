/** Roles that act for one agency and see only what it recorded. */
export const agencyRoles: readonly string[] = [
  'agency_reporter',
  'agency_contributor',
  'stock_holder',
  'trainer',
  'police',
  'prison',
]
