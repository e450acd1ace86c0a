/** The version of this package; the build puts it in. */
declare const KEYSCAN_VERSION: string | undefined;

/** Of semantic versioning; 0.0.0-source where it runs from source, as in tests. */
export const VERSION: string = typeof KEYSCAN_VERSION === "string" ? KEYSCAN_VERSION : "0.0.0-source";
