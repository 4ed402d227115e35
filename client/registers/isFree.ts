/** Whether nothing in a register is called this, however it is spaced and capitalised. */
export function isFree(name: string, taken: readonly string[]) {
  return !taken.some((other) => plain(other) === plain(name))
}

function plain(name: string) {
  return name.trim().replaceAll(/\s+/g, ' ').toLowerCase()
}
