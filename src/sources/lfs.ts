/** Pointers of Git LFS (git-lfs, docs/spec.md, "The Pointer"): small texts that stand for a content which is kept elsewhere. */

/** A pointer has fewer bytes. */
const TOO_LONG = 1024;
/** Of a pointer without extensions, with its longest line the one of the id. */
const LEAST = 100;
const FIRST_LETTER = 0x76;

/** The older name is that of the program before it was called Git LFS. */
const POINTER =
  /^version https:\/\/(?:git-lfs|hawser)\.github\.com\/spec\/v1\r?\n(?:.*\n)*?oid sha256:[0-9a-f]{64}\r?\n/;

/** Whether the first `length` bytes, which are all of a file, are a pointer. Asked of every file: most begin with another letter. */
export function isLfsPointer(bytes: Buffer, length: number = bytes.length, from = 0): boolean {
  if (bytes[from] !== FIRST_LETTER || length < LEAST || length >= TOO_LONG) return false;
  return POINTER.test(bytes.toString("latin1", from, from + length));
}
