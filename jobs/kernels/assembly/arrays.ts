/*
 * Arrays lie in a memory that JavaScript lays out: each is where it begins and where it ends. Built for tests, every
 * access asserts that it is inside; built for use, the asserts are left out.
 */

/** The address of an entry of `size` bytes. */
export function at(begin: usize, end: usize, index: usize, size: usize): usize {
  const address = begin + index * size
  assert(address >= begin && address + size <= end)
  return address
}

/** The begin and the end of the arrays, in their order, stand where JavaScript has written them. */
export function beginOf(layout: usize, array: usize): usize {
  return <usize>load<u32>(layout + 8 * array)
}

export function endOf(layout: usize, array: usize): usize {
  return <usize>load<u32>(layout + 8 * array + 4)
}
