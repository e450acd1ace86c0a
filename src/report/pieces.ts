/**
 * Writes a long document in pieces of bounded size: never one string for all of it (a string has a length limit, and
 * it costs the memory), nor one write for every few characters.
 */

/** A piece is written as soon as it has this many UTF-16 units. */
const PIECE_LENGTH = 64 * 1024;

export interface PieceWriter {
  add(text: string): void;
  /** Adds the text of every item on a line of its own, indented, with commas between: the inside of a JSON array. */
  addList<Item>(items: Iterable<Item>, indent: string, addItem: (item: Item) => void): void;
  /** Writes what is left; to be called at the end of the document. */
  flush(): void;
}

/** A writer that hands its pieces to `write`, in order. */
export function createPieceWriter(write: (text: string) => void): PieceWriter {
  let piece = "";
  const flush = (): void => {
    if (piece !== "") write(piece);
    piece = "";
  };
  const add = (text: string): void => {
    piece += text;
    if (piece.length >= PIECE_LENGTH) flush();
  };
  return {
    add,
    addList(items, indent, addItem) {
      let separator = "";
      for (const item of items) {
        add(`${separator}\n${indent}`);
        addItem(item);
        separator = ",";
      }
      if (separator !== "") add(`\n${indent.slice(2)}`);
    },
    flush,
  };
}
