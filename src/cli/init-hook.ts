/** The git hook that `keyscan init` offers: what installing it would do here, by the code of `keyscan hook install`. */
import { findRepository } from "../sources/git/repository.ts";
import { planHook, thisProgram } from "./hook/install.ts";
import type { HookPlan } from "./hook/plan.ts";
import { hookStatus } from "./hook/status.ts";
import { UsageError } from "./usage-error.ts";

/** One of the three, or nothing where the folder is no repository. */
export interface OfferedHook {
  plan?: HookPlan;
  /** There is one already. */
  present?: string;
  /** Why it can't be installed here, with what to do instead; may have several lines. */
  problem?: string;
}

/** What installing the pre-commit hook would do in this folder (absolute). Changes nothing. */
export function offerHook(root: string): OfferedHook {
  const repository = findRepository(root);
  if (repository?.workTree === undefined) return {};
  try {
    const { active, text } = hookStatus(repository, "pre-commit");
    if (active) return { present: text };
    return { plan: planHook(repository, "pre-commit", thisProgram()) };
  } catch (error) {
    if (error instanceof UsageError) return { problem: error.message };
    throw error;
  }
}
