/** Expressions for paths as what a rule's `paths` can say: names of files and endings. */

/** More names than that are no list any more. */
const MOST = 50;

/**
 * @param source An expression of Go, to be searched for in a path.
 * @returns Undefined where it says something else.
 */
export function namesOf(source: string): string[] | undefined {
  const search = source.replace(/^\(\?i\)/, "").replace(/^\^?\.\*\??/, "");
  const [, isStart, body] = /^(\(\?:\^\|\/\)|\(\^\|\/\)|\/)?(.+)\$$/.exec(search) ?? [];
  if (body === undefined) return undefined;
  const texts = written(body);
  if (texts === undefined || texts.length > MOST) return undefined;
  if (texts.some((text) => text === "" || /[*?/\\\p{Cc}]/u.test(text))) return undefined;
  return texts.map((text) => (isStart === undefined ? `*${text}` : text));
}

/** All texts that an expression of plain characters, groups and `?` can stand for; undefined where there is more to it. */
function written(source: string): string[] | undefined {
  let texts = [""];
  for (let at = 0; at < source.length;) {
    const part = /^(?:\\([.\-_])|([\w\- ])|\((?:\?:)?([^()]*)\))(\??)/.exec(source.slice(at));
    if (part === null) return undefined;
    const [all, escaped, plain, group, optional] = part;
    const options = group === undefined ? [escaped ?? plain ?? ""] : optionsOf(group);
    if (options === undefined) return undefined;
    if (optional === "?") options.push("");
    texts = texts.flatMap((text) => options.map((option) => text + option));
    if (texts.length > MOST) return undefined;
    at += all.length;
  }
  return texts;
}

function optionsOf(group: string): string[] | undefined {
  const options = group.split("|").map(written);
  return options.every((option) => option !== undefined) ? options.flat() : undefined;
}
