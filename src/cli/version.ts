/** The version of this package; the build puts it in. */
declare const KEYSCAN_VERSION: string | undefined;

export const VERSION: string = typeof KEYSCAN_VERSION === "string" ? KEYSCAN_VERSION : "0.0.0-source";
