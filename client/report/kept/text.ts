/** Control signs, and those that turn the direction of a line: nobody sees that they came along with what was pasted, and Vigil keeps none. */
const HIDDEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

export function plainText(written: string): string {
  return written.replace(HIDDEN, '').trim()
}
