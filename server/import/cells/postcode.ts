/** 'TR1 1AA' from any spacing and case; null when it has not the shape of a United Kingdom postcode. */
export function normalisePostcode(text: string): string | null {
  const letters = text.toUpperCase().replace(/[^A-Z0-9]/g, '')
  const match = /^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$/.exec(letters)
  return match ? `${match[1]} ${match[2]}` : null
}
