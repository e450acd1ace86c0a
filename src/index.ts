/** The library: what the command line does, for programs. */
export { ConfigError } from "./config/error.ts";
