/**
 * What the parts of `keyscan fix` hand to one another. Offsets into texts count UTF-16 code units from 0; `end` is behind the
 * last one. Variables are names of environment variables.
 */

/** A stretch of a text. */
export interface Range {
  start: number;
  end: number;
}

/** A stretch that becomes another text; `start === end` inserts. */
export interface Edit extends Range {
  text: string;
}

/** A secret in a literal that is to be read from a variable instead. */
export interface Hole extends Range {
  variable: string;
}

/** Why a secret is not replaced, and what its owner can do. Never quotes the file. */
export interface Refusal {
  refused: string;
  advice?: string;
  /** Nothing has to be done: it stands where it belongs. */
  isFine?: true;
}

/** A literal or comment with a secret in it. */
export interface Spot extends Range {
  kind: "literal" | "comment";
  /** What the code calls the value: the variable, field, key or argument that it is assigned to. */
  name?: string;
}

/** All secrets of one spot. */
export interface Use {
  spot: Spot;
  /** In order, without overlap. */
  holes: Hole[];
}

/** What becomes of the uses: edits, and for some a refusal instead. */
export interface Rewritten {
  edits: Edit[];
  refusals: { use: Use; refusal: Refusal }[];
  /** What a reader has to know of the result. */
  notes: string[];
  /** Names that the environment knows variables by where the language has its own rule (`X`: `TF_VAR_x`). */
  known?: ReadonlyMap<string, string>;
  /** What other files of the run need not declare any more. */
  declared?: readonly string[];
}

/** What the files of one run have to know of each other. */
export interface Run {
  /** Declarations that a file of the folder has or gets, as `folder\0name`. */
  declared: Set<string>;
}

/** A file's text, taken apart. */
export interface Source {
  /** Where the stretch stands, or why nothing can be put in its place. */
  find(range: Range): Spot | Refusal;
  /** The edits that read the holes from the environment. */
  rewrite(uses: readonly Use[]): Rewritten;
  /** Variables whose names mean something else here. */
  taken?: readonly string[];
  /** Gives memory back; nothing may be asked afterwards. */
  close?(): void;
}

/** A language that can be rewritten. */
export interface Language {
  title: string;
  /** What the check of the result is: its parser, or what is compared. */
  proof: string;
  /** The text taken apart; a reason where it is no valid text of the language. `path` is absolute. */
  open(text: string, path: string, run: Run): Promise<Source | Refusal>;
  /** Whether the text after differs only where it should, as far as the parse alone does not tell. */
  compare?(before: string, after: string): boolean;
}

/** True where nothing is replaced. */
export function isRefusal(value: object): value is Refusal {
  return "refused" in value;
}
