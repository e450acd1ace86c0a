/** Numbers that can be set: the same limits for configuration, command line and library. */
import { number, type ShapeOf } from "./shape.ts";
import { MAX_SIZE } from "./size.ts";

/** The greatest number of threads that scan. */
export const MAX_THREADS = 64;

/** A number of threads. */
export const threadsShape: ShapeOf<number> = number(1, MAX_THREADS, { integer: true });

/** A number of bytes. */
export const bytesShape = (least: number): ShapeOf<number> => number(least, MAX_SIZE, { integer: true });
