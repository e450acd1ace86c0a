/** What a recipe is made of. */

/** Steps in order: words, or a command (no newline at its end). */
export type Step = { say: string } | { run: string };

/** The steps for these variables. No value stands in them: commands ask for it, or read it from standard input or a file. */
export type Recipe = (names: readonly string[]) => Step[];
