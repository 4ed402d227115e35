import type { Day } from '../contract/day.ts'
import type { Provenance, Tier } from '../contract/figure.ts'
import type { Trx } from '../db/tenant.ts'
import type { Carried, Output } from '../http/output.ts'

type Row = Record<string, unknown>
type Words<Asked> = string | ((asked: Asked) => string)
type Told = { provenance: Provenance }
type Said = Pick<Provenance, 'dateBasis' | 'asKnownOn'>

/** What a figure's counting gives: its answer, and of its provenance what only the counting can know, as how much it had to leave out. */
export type Counted<Answer extends Told> = Omit<Answer, 'provenance'> & { said?: Partial<Said> }

export type FigureDefinition<Asked extends { today: Day }, Answer extends Told> = {
  /** What it counts. */
  definition: Words<Asked>
  /** By which date; and by which place, where that decides what is counted. */
  basis: Words<Asked>
  /** What it is counted from. */
  source?: Words<Asked>
  /** The panel's, exact, unless it comes out of the disclosure gate. */
  tier?: Tier
  /** What stands in it beside counts. */
  carries?: readonly Carried[]
  count: (trx: Trx, asked: Asked) => Promise<Counted<Answer>>
  /** The rows of its file, without what every figure's rows end with. */
  csv?: { fileName: string; rows: (answer: Answer) => Row[] }
}

/**
 * A figure: what it counts, by which date, for whom, and the counting itself, in one place. Its answer with what that says of itself, its
 * file and the tier of its output come from here, so that none of them can say something else.
 */
export function figure<Asked extends { today: Day }, Answer extends Told>(defined: FigureDefinition<Asked, Answer>) {
  const {
    definition,
    basis,
    source = 'records of this partnership',
    tier = 'panel',
    carries = [],
    count,
    csv,
  } = defined
  return {
    async read(trx: Trx, asked: Asked): Promise<Answer> {
      const { said, ...counted } = await count(trx, asked)
      const provenance: Provenance = {
        definition: inWords(definition, asked),
        dateBasis: said?.dateBasis ?? inWords(basis, asked),
        asKnownOn: said?.asKnownOn ?? asked.today,
        tier,
        source: inWords(source, asked),
      }
      return { provenance, ...counted } as unknown as Answer
    },
    output: { tier, carries: ['counts', ...carries] } satisfies Output,
    csv: csv && {
      fileName: csv.fileName,
      rows: (answer: Answer) => csv.rows(answer).map((row) => ({ ...row, ...provenanceColumns(answer.provenance) })),
    },
  }
}

/** The columns with which every row of a figure's file ends: what it counts, wherever the row is taken. */
export function provenanceColumns({ tier, asKnownOn, definition, dateBasis, source }: Provenance): Row {
  return { tier, asKnownOn, definition, dateBasis, source }
}

function inWords<Asked>(words: Words<Asked>, asked: Asked): string {
  return typeof words === 'string' ? words : words(asked)
}
