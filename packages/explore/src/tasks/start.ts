/** What the clock of every run shows at its beginning: a date, so that 0 may mean "never" to a program. */
export const START_MS = 1_767_225_600_000;
