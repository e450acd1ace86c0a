/** All parts, a line each. */
import type { Part } from "../part.ts";
import { keys } from "./keys.ts";
import { logs } from "./logs.ts";
import { places } from "./places.ts";
import { published } from "./published.ts";
import { shop } from "./shop.ts";

export const PARTS: readonly Part[] = [shop, places, published, keys, logs];
