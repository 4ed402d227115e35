import type { ImportIssue, ImportRun } from '../../contract/import.ts'
import { doubtful, type Issue } from '../tables/issues.ts'
import type { Outcome, Prepared } from './prepare.ts'
import type { ImportProgress } from './run-import.ts'

export type Tally = {
  take: (records: Prepared['records'], outcomes: Outcome[]) => void
  /** One issue more, of the file as a whole. */
  tell: (issue: Issue) => void
  counts: () => Counts
  /** The counts as they will be when these outcomes are taken: written in the same transaction as the records. */
  countsWith: (outcomes: Outcome[]) => Counts
  progress: () => ImportProgress
  rowsRefused: () => number
  /** Forgets what was added: it was rolled back. */
  rollBack: () => Pick<ImportRun, 'state' | 'failure'>
  sortedIssues: () => ImportIssue[]
}
type Counts = Pick<
  ImportRun,
  | 'rowsRead'
  | 'recordsAdded'
  | 'recordsChanged'
  | 'recordsAlreadyThere'
  | 'rowsRefused'
  | 'rowsDoubtful'
  | 'rowsLeftOut'
>

/** Counts an import as it goes. A row is refused when nothing of it is kept, doubtful when something of it should be looked at. */
export function startTally(prepared: Prepared): Tally {
  const issues: Issue[] = [...prepared.issues]
  const refusedRows = new Set<number>()
  const doubtfulRows = new Set<number>()
  const leftOutRows = new Set<number>()
  let added = 0
  let changed = 0
  let alreadyThere = 0
  let done = 0
  let withoutArea = 0
  for (const issue of issues) count(issue)

  function count({ severity, rowNumber, keepsRow, isLeftOut, column }: Issue) {
    const isOfTheFile = rowNumber === 1 && (prepared.hasHeading || column === null)
    if (isOfTheFile) return
    if (isLeftOut) leftOutRows.add(rowNumber)
    else if (severity === 'doubtful') doubtfulRows.add(rowNumber)
    else if (!keepsRow) refusedRows.add(rowNumber)
  }

  function tell(issue: Issue) {
    issues.push(issue)
    count(issue)
  }

  function take(records: Prepared['records'], outcomes: Outcome[]) {
    for (const [index, outcome] of outcomes.entries()) {
      const rowNumber = records[index]?.rowNumber ?? 1
      done++
      if ('doubt' in outcome && outcome.doubt) tell(outcome.doubt)
      if (outcome.outcome === 'added') added++
      else if (outcome.outcome === 'changed') changed++
      else if (outcome.outcome === 'already_there') alreadyThere++
      else if (outcome.outcome === 'no_such_area') withoutArea++
      else {
        if (outcome.outcome === 'differs') alreadyThere++
        const issue =
          outcome.outcome === 'refused'
            ? outcome.issue
            : doubtful(
                rowNumber,
                null,
                null,
                'the record is there already, with other content',
                'left as it is; amend it by hand if the file is right',
              )
        tell(issue)
      }
    }
  }

  // rows that nobody could read are lost, and each is one
  const rowsRefused = () => refusedRows.size + prepared.rowsLost
  // of a row that is not kept nothing is left to look at
  const doubtfulKept = () => {
    let count = doubtfulRows.size
    for (const row of refusedRows) if (doubtfulRows.has(row)) count--
    for (const row of leftOutRows) if (doubtfulRows.has(row) && !refusedRows.has(row)) count--
    return count
  }
  const counts = (): Counts => ({
    rowsRead: prepared.rowsRead,
    recordsAdded: added,
    recordsChanged: changed,
    recordsAlreadyThere: alreadyThere,
    rowsRefused: rowsRefused(),
    rowsDoubtful: doubtfulKept(),
    rowsLeftOut: leftOutRows.size + withoutArea,
  })

  return {
    take,
    tell,
    counts,
    countsWith(outcomes) {
      const there = outcomes.filter(({ outcome }) => outcome === 'already_there' || outcome === 'differs').length
      const fresh = outcomes.filter(({ outcome }) => outcome === 'added').length
      const moved = outcomes.filter(({ outcome }) => outcome === 'changed').length
      return {
        ...counts(),
        recordsAdded: added + fresh,
        recordsChanged: changed + moved,
        recordsAlreadyThere: alreadyThere + there,
      }
    },
    progress: () => ({
      rowsRead: prepared.rowsRead,
      records: prepared.records.length,
      recordsDone: done,
      recordsAdded: added,
      recordsAlreadyThere: alreadyThere,
      rowsRefused: rowsRefused(),
    }),
    rowsRefused,
    rollBack() {
      added = 0
      changed = 0
      alreadyThere = 0
      const refused = rowsRefused()
      const rows = refused === 1 ? '1 row was refused' : `${refused.toLocaleString('en-GB')} rows were refused`
      return {
        state: 'rolled_back',
        failure: `${rows}, and the file was to be taken whole or not at all: nothing was written.`,
      }
    },
    sortedIssues() {
      const told: Issue[] = withoutArea
        ? [
            doubtful(
              1,
              null,
              null,
              withoutArea === 1
                ? '1 row is of an area that is not loaded'
                : `${withoutArea.toLocaleString('en-GB')} rows are of areas that are not loaded`,
              'left out; import their areas first if they belong here',
            ),
            ...issues,
          ]
        : issues
      return told
        .map((issue, index) => ({ issue, index }))
        .sort((a, b) => a.issue.rowNumber - b.issue.rowNumber || a.index - b.index)
        .map(({ issue: { keepsRow: _, isLeftOut: __, ...issue } }) => issue)
    },
  }
}
