/** The look that the parts of the pretty report share: colours by severity, the column of labels, widths, places. */
import picocolors from "picocolors";
import type { Location, ReportContext, Severity } from "../types.ts";
import { wrapToCells } from "./cells.ts";
import { safeText } from "./safe-text.ts";

type Paint = (text: string) => string;

export interface Style {
  bold: Paint;
  dim: Paint;
  good: Paint;
  bad: Paint;
  warning: Paint;
  link: Paint;
  severity: Readonly<Record<Severity, Paint>>;
  /** Cells that a line may take. */
  width: number;
  verbose: boolean;
}

interface RowOptions {
  paint?: Paint;
  /** Where a long value may be broken; a space unless given. */
  separator?: string;
}

/** Cells that a label and the space round it take. */
const LABEL_WIDTH = 11;
/** Longer lines of prose are hard to read, however wide the terminal is. */
const PROSE_WIDTH = 100;
/** Below this nothing can be laid out; the terminal has to wrap. */
const LEAST_WIDTH = 40;

/** Style for a context; without colour every paint returns its text as it is. */
export function createStyle(context: ReportContext): Style {
  const colors = picocolors.createColors(context.color);
  return {
    bold: colors.bold,
    dim: colors.dim,
    good: (text) => colors.bold(colors.green(text)),
    bad: (text) => colors.bold(colors.red(text)),
    warning: (text) => colors.bold(colors.yellow(text)),
    link: colors.cyan,
    severity: {
      critical: (text) => colors.bold(colors.red(text)),
      high: colors.red,
      medium: colors.yellow,
      low: colors.blue,
      info: colors.dim,
    },
    width: Math.max(LEAST_WIDTH, context.width),
    verbose: context.verbose,
  };
}

/**
 * Lines with a dim label on the first one and `values` in a column beside it, each wrapped. Every value is made safe
 * here, then painted.
 */
export function labelled(
  style: Style,
  label: string,
  values: readonly string[],
  { paint = (text) => text, separator = " " }: RowOptions = {},
): string[] {
  const room = Math.min(style.width, PROSE_WIDTH) - LABEL_WIDTH;
  const lines = values.flatMap((value) => wrapToCells(safeText(value), room, separator));
  return lines.map((line, index) => labelMargin(style, index === 0 ? label : "") + paint(line));
}

/** The left column: a dim label, or as much blank. */
export function labelMargin(style: Style, label: string): string {
  return style.dim(`  ${label}`.padEnd(LABEL_WIDTH));
}

/**
 * `path:line:column`, safe to show. Never cut, even where it is wider than the terminal: editors and terminals make
 * it a link, and half a path leads nowhere.
 */
export function place(location: Location): string {
  return `${safeText(location.path)}:${location.startLine}:${location.startColumn}`;
}
