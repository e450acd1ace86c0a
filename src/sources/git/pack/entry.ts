/** Types of objects, as packs number them (Documentation/gitformat-pack). */
export const COMMIT = 1;
/** A folder: names and ids of what is in it. */
export const TREE = 2;
/** The content of a file. */
export const BLOB = 3;
/** An annotated tag. */
export const TAG = 4;
