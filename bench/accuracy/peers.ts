/** What other scanners measure on the same data, network checks off (November 2026): to read one's own figures beside. */

export interface PeerFigures {
  tool: string;
  /** Mean recall over the suites of rule cases that do not share its rules, and alarms on negative ones; percent. */
  cases: { recall: number; alarms: number };
  /** Labelled repositories: precision, recall, F1 on labelled lines; F1 with any false finding. */
  labelled: { precision: number; recall: number; f1: number; any: number };
}

const cases = (recall: number, alarms: number): PeerFigures["cases"] => ({ recall, alarms });
const labelled = (precision: number, recall: number, f1: number, any: number): PeerFigures["labelled"] => ({
  precision,
  recall,
  f1,
  any,
});

export const PEERS: readonly PeerFigures[] = [
  // Its model was trained on these very repositories.
  { tool: "CredSweeper 1.19.5", cases: cases(52, 16), labelled: labelled(0.98, 0.99, 0.98, 0.98) },
  { tool: "detect-secrets 1.5.0", cases: cases(44, 28), labelled: labelled(0.45, 0.53, 0.48, 0.31) },
  { tool: "betterleaks 1.6.1", cases: cases(45, 13), labelled: labelled(0.89, 0.26, 0.4, 0.4) },
  { tool: "gitleaks 8.30.1", cases: cases(46, 13), labelled: labelled(0.87, 0.23, 0.37, 0.36) },
  { tool: "ripsecrets 0.1.11", cases: cases(26, 9), labelled: labelled(0.63, 0.2, 0.3, 0.21) },
  { tool: "kingfisher 2.14.0", cases: cases(26, 7), labelled: labelled(0.93, 0.11, 0.2, 0.2) },
  { tool: "secretlint 12.0.0", cases: cases(9, 3), labelled: labelled(0.83, 0.04, 0.08, 0.08) },
  { tool: "trufflehog 3.97", cases: cases(24, 10), labelled: labelled(0.59, 0.03, 0.07, 0.06) },
];
