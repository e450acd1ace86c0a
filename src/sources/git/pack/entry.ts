/** Types of objects, as packs number them (Documentation/gitformat-pack). */
export const COMMIT = 1;
export const TREE = 2;
export const BLOB = 3;
export const TAG = 4;
