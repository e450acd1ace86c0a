/** `overrides` of the configuration: other settings for the findings in some files. Later entries win over earlier ones. */
import type { LoadedConfig } from "../config/config.ts";
import { documentError } from "../config/document.ts";
import type { OverrideSource } from "../config/options.ts";
import type { FieldProblem } from "../config/validate.ts";
import type { PathShift } from "../judge/allow-rules.ts";
import { CONFIDENCES, type Confidence } from "../types.ts";
import { globPatterns, shiftTo, shifted } from "./allow.ts";

/** What holds for a file where it is not what holds for all. */
export type Override = Omit<OverrideSource, "paths" | "disableRule"> & { disableRule: ReadonlySet<string> };

const NONE: Override = { disableRule: new Set() };

/** Answers by path, and remembers: findings of a file come one after the other. */
export class PathOverrides {
  readonly #entries: readonly { paths: readonly RegExp[]; source: OverrideSource }[];
  readonly #shift: PathShift;
  #last: { path: string; override: Override } | undefined;

  constructor(entries: readonly { paths: readonly RegExp[]; source: OverrideSource }[], shift: PathShift) {
    this.#entries = entries;
    this.#shift = shift;
  }

  /** The weakest confidence that is asked for in any file, or this one. */
  least(confidence: Confidence): Confidence {
    const asked = this.#entries.map(({ source }) => CONFIDENCES.indexOf(source.minConfidence ?? confidence));
    return CONFIDENCES[Math.max(CONFIDENCES.indexOf(confidence), ...asked)] ?? confidence;
  }

  /** @param path As reports show it. */
  at(path: string): Override {
    if (this.#last?.path === path) return this.#last.override;
    const own = shifted(path, this.#shift);
    const sources = this.#entries
      .filter(({ paths }) => paths.some((pattern) => pattern.test(own)))
      .map(({ source }) => source);
    const override = sources.length === 0 ? NONE : joined(sources);
    this.#last = { path, override };
    return override;
  }
}

function joined(sources: readonly OverrideSource[]): Override {
  const {
    disableRule: _rules,
    paths: _paths,
    ...rest
  }: OverrideSource = Object.assign({ paths: [] }, ...sources) as OverrideSource;
  return { ...rest, disableRule: new Set(sources.flatMap(({ disableRule }) => disableRule ?? [])) };
}

/**
 * @param cwd What paths in reports are relative to.
 * @throws ConfigError with the place of every glob that can't be used.
 */
export function loadOverrides(
  { layers = [], directory }: LoadedConfig,
  cwd: string,
): PathOverrides | undefined {
  const entries = layers.flatMap(({ values, document }) => {
    const problems: FieldProblem[] = [];
    const own = (values.overrides ?? []).map((source, index) => {
      const patterns = globPatterns(source.paths, ["overrides", index, "paths"], problems);
      return { source, paths: patterns.map((pattern) => new RegExp(pattern.source)) };
    });
    if (problems.length > 0) throw documentError(document, problems);
    return own;
  });
  return entries.length === 0 ? undefined : new PathOverrides(entries, shiftTo(directory, cwd));
}
