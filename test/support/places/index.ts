/** A repository with a token of its own in every place that a git repository has for one. Made by git itself. */
import { Repository, token } from "../hiding-places.ts";
import { FILE_PLACES } from "./files.ts";
import { LOOSE_PLACES, OUTSIDE_PLACES } from "./loose.ts";
import type { Attribution, Place } from "./place.ts";
import { PSEUDO_REF_PLACES, REF_PLACES } from "./refs.ts";
import { TEXT_PLACES } from "./texts.ts";

/** In the order in which they are made. */
export const PLACES: readonly Place[] = [
  ...FILE_PLACES,
  ...REF_PLACES,
  ...TEXT_PLACES,
  ...LOOSE_PLACES,
  ...PSEUDO_REF_PLACES,
  ...OUTSIDE_PLACES,
];

export interface Hidden {
  token: string;
  expected: Attribution;
}

/** @param root A directory that doesn't exist yet; beside it, others are made. */
export function makeHidingPlaces(root: string): { repository: Repository; hidden: Map<string, Hidden> } {
  const repository = new Repository(root);
  repository.commit({ "README.md": "# App\n", "src/main.py": "print(1)\n" }, "first");
  const hidden = new Map<string, Hidden>();
  for (const { name, hide } of PLACES) {
    const value = token(hidden.size);
    hidden.set(name, { token: value, expected: hide(repository, value) });
  }
  return { repository, hidden };
}
