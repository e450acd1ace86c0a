/** What is to be done with the variables after a fix: commands for the place that keeps the values. */
import type { Variable } from "../plan.ts";
import { cloudRecipes } from "./clouds.ts";
import { environmentRecipe } from "./environment.ts";
import { managerRecipes } from "./managers.ts";

/** Where values are kept. */
export const TARGETS = ["env", "vault", "aws", "gcp", "azure", "1password", "doppler", "sops"] as const;
export type Target = (typeof TARGETS)[number];

/** Steps in order: words, or a command (no newline at its end). */
export type Step = { say: string } | { run: string };

/** The steps for these variables. No value stands in them: commands ask for it, or read it from standard input or a file. */
export type Recipe = (names: readonly string[]) => Step[];

const RECIPES: Readonly<Record<Target, Recipe>> = { env: environmentRecipe, ...cloudRecipes, ...managerRecipes };

export function recipeFor(target: Target, variables: readonly Pick<Variable, "name">[]): Step[] {
  return RECIPES[target](variables.map(({ name }) => name));
}
