import loadHighs from 'highs'
import type { Solve } from '../../../jobs/stats/allocation/allocate.ts'

/** HiGHS (MIT), compiled to WebAssembly: every program is solved to the end, or it throws. */
export async function loadSolver(): Promise<Solve> {
  const highs = await loadHighs()
  return (program, isWhole) => {
    const { Status, Columns, ObjectiveValue } = highs.solve(
      program,
      isWhole ? { mip_rel_gap: 0, mip_abs_gap: 1e-10 } : {},
    )
    if (Status !== 'Optimal') throw new Error(`the allocation could not be solved: ${Status}`)
    const columns = Columns as Readonly<Record<string, { Primal?: number } | undefined>>
    return { values: (name) => columns[name]?.Primal ?? 0, objective: ObjectiveValue }
  }
}
