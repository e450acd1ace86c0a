/**
 * The names under which reports show a file when a scan runs in another folder. A name goes into the fingerprint of a secret that could be
 * guessed, and the line that accepts it may have been written in any folder.
 */

export type Link = readonly [name: string, target: string];

/** The name of something in a history that has no path: `<commit 1234abcd5678>`, `<sub/ tag 1234abcd5678>`. */
const OBJECT = /^<(?:(.*\/) )?([a-z]+ [0-9a-f]{12}>.*)$/s;

/**
 * Names for what lies in a folder, as seen from there, from outside, and from each folder above. Each of them says all of the way from the
 * folder on, so that no other file in it has the same; none for what lies elsewhere.
 *
 * @param path As reports show it here.
 * @param cwd Absolute, like `folder`, without links and with "/" between names.
 * @param links Absolute names of folders that paths may begin with, and what they lead to.
 */
export function otherNames(path: string, cwd: string, folder: string, links: readonly Link[] = []): string[] {
  const [, inside = "", object] = OBJECT.exec(path) ?? [];
  const shown = object === undefined ? path : inside;
  const full = followed(/^(?:[A-Za-z]:)?\//.test(shown) ? shown : `${withSlash(cwd)}${shown}`, links);
  const top = withSlash(folder);
  if (!full.startsWith(top)) return [];
  const below = full.slice(top.length);
  const names = [below, full];
  // The path of a folder begins with the root, which has no name.
  for (let at = top.lastIndexOf("/", top.length - 2); at >= 0; at = top.lastIndexOf("/", at - 1)) {
    names.push(full.slice(at + 1));
    if (at === 0) break;
  }
  if (object === undefined) return names;
  return names.map((name) => (name === "" ? `<${object}` : `<${name} ${object}`));
}

function followed(path: string, links: readonly Link[]): string {
  const link = links.find(([name]) => path.startsWith(withSlash(name)));
  return link === undefined ? path : link[1] + path.slice(link[0].length);
}

function withSlash(folder: string): string {
  return folder.endsWith("/") ? folder : `${folder}/`;
}
