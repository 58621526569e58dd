/** What the caller of a command did wrong: one line that says what to write instead. The command ends with 2. */
export class Mistake extends Error {}
