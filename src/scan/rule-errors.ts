/** What is wrong with the rules that a request names. */

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

/** A request that leaves out every rule that it asks for: a scan would find nothing, whatever there is. */
export class NoRuleError extends Error {
  override name = "NoRuleError";
  constructor() {
    super("no rule is left to look with: all that are chosen are disabled as well");
  }
}
