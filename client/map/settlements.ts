/** Towns are of the partnership's region, by an address that the basemap names. */
export const settlementsAddress = (url: string, slug: string) => `${url}?partnership=${slug}`
