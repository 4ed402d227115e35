import iconv from 'iconv-lite'

/** Bytes of a file as text: UTF-8 unless the bytes say otherwise. */

export type Encoding = 'UTF-8' | 'Windows-1252' | 'UTF-16LE' | 'UTF-16BE'

export type Decoding = {
  encoding: Encoding
  /** Valid UTF-8 at first, then bytes that are not: two encodings in one file. */
  isMixed: boolean
}

/**
 * Yields the text piece by piece and keeps `found` up to date. Bytes that are not UTF-8 turn the reading to Windows-1252 from there on;
 * all before was then plain ASCII, or the file is mixed.
 */
export async function* decodeText(chunks: AsyncIterable<Uint8Array>, found: Decoding): AsyncGenerator<string> {
  let first: Buffer = Buffer.alloc(0)
  let decode: ((bytes: Buffer, isLast: boolean) => string) | undefined
  for await (const chunk of chunks) {
    if (decode) {
      yield decode(Buffer.from(chunk), false)
      continue
    }
    first = Buffer.concat([first, chunk])
    if (first.length < 4) continue
    decode = chooseDecoder(first, found)
    yield decode(withoutMark(first), false)
  }
  decode ??= chooseDecoder(first, found)
  const isUndecided = first.length < 4
  yield decode(isUndecided ? withoutMark(first) : Buffer.alloc(0), true)
}

function chooseDecoder(first: Buffer, found: Decoding): (bytes: Buffer, isLast: boolean) => string {
  const utf16 = looksLikeUtf16(first)
  if (!utf16) return utf8OrWindows1252(found)
  found.encoding = utf16
  const decoder = iconv.getDecoder(utf16, { stripBOM: true })
  return (bytes, isLast) => decoder.write(bytes) + (isLast ? (decoder.end() ?? '') : '')
}

/** By its mark, else by the NULs that plain letters leave in every second byte. */
function looksLikeUtf16(first: Buffer): Encoding | undefined {
  if (first[0] === 0xff && first[1] === 0xfe) return 'UTF-16LE'
  if (first[0] === 0xfe && first[1] === 0xff) return 'UTF-16BE'
  const sample = first.subarray(0, 64)
  if (sample.length < 4) return undefined
  const zeros = [0, 1].map((offset) => sample.filter((byte, index) => index % 2 === offset && byte === 0).length)
  const half = Math.floor(sample.length / 2)
  if (zeros[0] === 0 && (zeros[1] ?? 0) > half * 0.7) return 'UTF-16LE'
  if (zeros[1] === 0 && (zeros[0] ?? 0) > half * 0.7) return 'UTF-16BE'
  return undefined
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

function utf8OrWindows1252(found: Decoding): (bytes: Buffer, isLast: boolean) => string {
  let pending: Buffer = Buffer.alloc(0)
  let hasSeenBeyondAscii = false
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  return (bytes, isLast) => {
    if (found.encoding === 'Windows-1252') return iconv.decode(bytes, 'windows-1252')
    const all = Buffer.concat([pending, bytes])
    const complete = isLast ? all.length : completeLength(all)
    pending = all.subarray(complete)
    try {
      const text = utf8.decode(all.subarray(0, complete))
      hasSeenBeyondAscii ||= text.length !== complete
      return text
    } catch {
      found.encoding = 'Windows-1252'
      found.isMixed = hasSeenBeyondAscii
      pending = Buffer.alloc(0)
      return iconv.decode(all, 'windows-1252')
    }
  }
}

/** How many bytes end with a whole UTF-8 character: at most three are held back for the next chunk. */
function completeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number
    if ((byte & 0b1100_0000) === 0b1000_0000) continue // inside a character
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return needs > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}
