/** Exit codes of every command: 0 fine, 1 something wrong with the input, 2 could not run. */
export const EXIT = { fine: 0, wrongInput: 1, couldNotRun: 2 } as const

/** Something wrong with what the caller gave: said in a sentence, exit code 1. */
export class WrongInput extends Error {}
