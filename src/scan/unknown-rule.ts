/** A rule named in a request that does not exist. */
export class UnknownRuleError extends Error {
  override name = "UnknownRuleError";
  readonly rule: string;
  readonly known: readonly string[];
  constructor(rule: string, known: readonly string[]) {
    super(`there is no rule "${rule}"`);
    this.rule = rule;
    this.known = known;
  }
}
