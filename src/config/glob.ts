/** What is wrong with a glob that matches nothing for a reason that can be seen. */
export function checkGlob(glob: string): { message: string; hint: string } | undefined {
  // As in gitignore(5), a backslash takes the sign behind it as it is: of `src\lib` is left `srclib`.
  if (!/\\[A-Za-z0-9_]/.test(glob)) return undefined;
  return { message: "has a backslash before a letter or digit", hint: "write / between folders" };
}
