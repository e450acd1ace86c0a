/** Addresses that a report may make a link of. */

/** The address if it is a well-formed http or https URL, else undefined: a saved result may say anything, `javascript:` too. */
export function webAddress(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
}
