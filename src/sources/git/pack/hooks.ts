/** What the pack reader in WebAssembly (wasm/hooks.ts) asks while it works. Numbers are addresses, numbers of entries and of objects. */

export interface Hooks {
  /** Brings bytes of the pack into memory and gives their address; as `PackFile.view`. */
  view(offset: number, length: number, spare: number): number;
  /** The entry with the id at an address, or LOST. */
  entryWithId(at: number): number;
  /** An object that is wanted: `Unpacker.shown`. */
  visit(): void;
  /** An object that is unpacked only for its deltas. */
  pass(slot: number): void;
  /** An entry that can't be unpacked, and with it all its deltas. */
  fail(entry: number, status: number): void;
  /** An object that was unpacked and can't be read. */
  leave(object: number): void;
  /** A name of a file or folder; gives its number. */
  newName(at: number, length: number): number;
  /** An entry of a tree whose object is not there, by the address of its id; gives the number that it has all the same, or -1. */
  missing(idAt: number): number;
  /** `treeLists` are full: how many trees, held pairs, new pairs. */
  takeTrees(trees: number, held: number, pairs: number): void;
  /** `commitList` is full: how many words. */
  takeCommits(words: number): void;
}

function unused(): never {
  throw new Error("the pack reader asks for what nobody has set");
}

/** Hooks that may be set at any time, and functions that call them. */
export function hooked(): { hooks: Hooks; imports: Record<string, (...values: number[]) => number | void> } {
  const hooks: Hooks = {
    view: unused,
    entryWithId: unused,
    visit: unused,
    pass: unused,
    fail: unused,
    leave: unused,
    newName: unused,
    missing: unused,
    takeTrees: unused,
    takeCommits: unused,
  };
  return {
    hooks,
    imports: {
      view: (offset = 0, length = 0, spare = 0) => hooks.view(offset, length >>> 0, spare >>> 0),
      entryWithId: (at = 0) => hooks.entryWithId(at >>> 0),
      visit: () => hooks.visit(),
      pass: (slot = 0) => hooks.pass(slot),
      fail: (entry = 0, status = 0) => hooks.fail(entry, status),
      leave: (object = 0) => hooks.leave(object),
      newName: (at = 0, length = 0) => hooks.newName(at >>> 0, length >>> 0),
      missing: (idAt = 0) => hooks.missing(idAt >>> 0),
      takeTrees: (trees = 0, held = 0, pairs = 0) => hooks.takeTrees(trees, held, pairs),
      takeCommits: (words = 0) => hooks.takeCommits(words),
    },
  };
}
