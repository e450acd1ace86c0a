/** What the pack reader asks of TypeScript while it works. Whatever these throw ends the work at hand. */

/** Brings bytes of the pack into memory and gives their address; `spare`: where they may go. */
// @ts-ignore: decorator
@external("env", "view")
export declare function view(offset: f64, length: u32, spare: usize): usize;

/** The entry with the id at an address, LOST where it isn't in this pack. */
// @ts-ignore: decorator
@external("env", "entryWithId")
export declare function entryWithId(at: usize): i32;

/** An object that is wanted is shown: `shown` in walk.ts. */
// @ts-ignore: decorator
@external("env", "visit")
export declare function visit(): void;

/** An object that is unpacked only for those that are deltas of it. */
// @ts-ignore: decorator
@external("env", "pass")
export declare function pass(slot: i32): void;

/** An entry that can't be unpacked, with all that are deltas of it. */
// @ts-ignore: decorator
@external("env", "fail")
export declare function fail(entry: i32, status: i32): void;

/** An object that could be unpacked, but not read here. */
// @ts-ignore: decorator
@external("env", "leave")
export declare function leave(object: i32): void;

/** A name that was not told of before, as far as there was room to remember; gives its number. */
// @ts-ignore: decorator
@external("env", "newName")
export declare function newName(at: usize, length: u32): i32;

/** An entry of a tree whose object is not there; gives the number that the object has all the same, -1 where it has none. */
// @ts-ignore: decorator
@external("env", "missing")
export declare function missing(idAt: usize): i32;

/** The lists of what trees hold are full: how many of each there are. */
// @ts-ignore: decorator
@external("env", "takeTrees")
export declare function takeTrees(trees: u32, held: u32, pairs: u32): void;

/** The list of commits or the room for their texts is full: how many words of the list are used. */
// @ts-ignore: decorator
@external("env", "takeCommits")
export declare function takeCommits(words: u32): void;
