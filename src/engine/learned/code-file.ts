/** Which files are code, by their names: there a word without quotes is a variable. */

/** Endings of files in which a word without quotes is a variable, and one with brackets an expression. */
const CODE =
  /\.(?:[cm]?[jt]sx?|pyi?|rb|java|kt|scala|groovy|cs|swift|go|rs|c|h|cc|cpp|hpp|mm?|php|vue|lua|p[lm]|dart|s|sol|rbs|pyx|map)$/;

/** Whether the file that was asked about last is code: candidates come file by file. */
const lastFile = { path: "", code: false };

/** @param path Base name of the file. */
export function isCode(path: string): boolean {
  if (path !== lastFile.path) {
    lastFile.path = path;
    lastFile.code = CODE.test(path);
  }
  return lastFile.code;
}
