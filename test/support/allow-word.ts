/** The word of keyscan's own comments, in pieces: whole, it would be such a comment in the tests themselves. */
export const ALLOW: string = ["keyscan", "allow"].join(":");
