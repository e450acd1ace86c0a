/** What is to be done with the variables after a fix: commands for the place that keeps the values. */
import type { Variable } from "../plan.ts";
import { cloudRecipes } from "./clouds.ts";
import { environmentRecipe } from "./environment.ts";
import type { Recipe, Step } from "./step.ts";
import { managerRecipes } from "./managers.ts";

/** Where values are kept. */
export const TARGETS = ["env", "vault", "aws", "gcp", "azure", "1password", "doppler", "sops"] as const;
export type Target = (typeof TARGETS)[number];

export type { Step } from "./step.ts";

const RECIPES: Readonly<Record<Target, Recipe>> = {
  env: environmentRecipe,
  ...cloudRecipes,
  ...managerRecipes,
};

/** The steps that put the values of these variables where they are kept from now on. */
export function recipeFor(target: Target, variables: readonly Pick<Variable, "name">[]): Step[] {
  return RECIPES[target](variables.map(({ name }) => name));
}
