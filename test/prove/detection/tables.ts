/** Markdown, for people and for the document. */

/** Said of a figure that does not reach its target. */
export const MISSED = '**missed**'

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

export function figure(value: number, digits = 2): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '–'
}

/** ".012 ± .003": a figure with its Monte Carlo standard error. */
export function withError({ value, standardError }: { value: number; standardError: number }, digits = 2): string {
  return `${figure(value, digits)} ± ${figure(standardError, digits)}`
}

/** "0.97 (0.93–0.99)": a share of seeds with its 95 % interval. */
export function withInterval({ value, low, high }: { value: number; low: number; high: number }): string {
  return `${figure(value)} (${figure(low)}–${figure(high)})`
}
