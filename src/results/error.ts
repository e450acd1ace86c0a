/** A saved result can't be used as it is; the message names the file, the place in it and what was expected. */
export class ResultError extends Error {
  override name = "ResultError";
}
