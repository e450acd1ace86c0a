/**
 * What comments that accept a finding begin with, keyscan's own and those of other scanners, as a rule for the engine: so they
 * are found in the pass that finds the secrets, in any file or stream. What they mean is told by src/judge/allow.ts.
 */
import type { RuleFileSource } from "./schema.ts";

const KEYWORDS = [
  "(?:keyscan|gitleaks|betterleaks):allow",
  "(?:trufflehog|kingfisher):ignore",
  "pragma: ?(?:allow|white)list",
  "secretlint-(?:dis|en)able",
  "ggignore",
];

/** At most so many bytes of rules and reasons are read behind a keyword. */
const REST = 160;

/** Compiled into the pack with the rules of providers (`compileBuiltIn`), and no part of the list of rules. */
export const MARKER_FILE: RuleFileSource = {
  provider: "keyscan",
  name: "keyscan",
  rules: [
    {
      id: "keyscan-comment",
      title: "Comment that accepts a finding",
      severity: "info",
      pattern: `(?:${KEYWORDS.join("|")})[^\\n\\r]{0,${REST}}`,
      examples: [],
      counterExamples: [],
    },
  ],
};
