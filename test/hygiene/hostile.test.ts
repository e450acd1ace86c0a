/** Collectors read files of a tree that nobody vouches for: they take no time on what is made to take it, and stay inside. */
import { symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { collectExposure } from "../../src/hygiene/collect/exposure.ts";
import { collectPublished } from "../../src/hygiene/collect/published.ts";
import { joinInside, openTree } from "../../src/hygiene/collect/tree.ts";
import { bareFinding, sampleLocation } from "../report/samples.ts";
import { tree, write } from "../cli/scratch.ts";
import type { Finding } from "../../src/types.ts";
import { cpuTime } from "../support/cpu-time.ts";

const findingAt = (path: string): Finding => bareFinding({ location: sampleLocation({ path }) });
const fill = (text: string): string => text.repeat(Math.floor(250_000 / text.length));

const HOSTILE: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({
    name: "x",
    version: "1.0.0",
    files: Array.from({ length: 3000 }, (_, at) => `${"**/".repeat(40)}${at}*a*b*c`),
    dependencies: { next: "1", vite: "1" },
  }),
  "index.html": `<script src="a.js"></script><script src="b.js"></script><script src="c.js">${fill("<script >")}`,
  "a.js": fill("import a "),
  "b.js": fill("export {".concat("a,".repeat(200))),
  "c.js": fill('import "./a.js";'),
  "webpack.config.js": `entry: ${fill("{")}`,
  "tsconfig.json": fill("/*"),
  Dockerfile: `FROM x\n${fill("COPY . .\n")}`,
  // What a stage copies from itself would be twice as much with each line.
  "Dockerfile.doubled": `FROM x\nCOPY . /a/\n${Array.from({ length: 60 }, (_, at) => `COPY --from=0 / /${at}/\n`).join("")}`,
  ".dockerignore": fill(`${"**/".repeat(30)}a*b*c*d\n`),
  "compose.yaml": fill("  build:\n    context: .\n"),
  "MANIFEST.in": fill("recursive-include . *a*b*c*d*e\n"),
  "pyproject.toml": `[project]\n${fill("publish = ")}`,
  "README.md": fill("img.shields."),
  "netlify.toml": fill("publish = "),
  ".github/workflows/a.yml": fill("uses: actions/upload-pages-artifact@1\n  a: b\n"),
};

describe("hostile files", () => {
  it("take no time", () => {
    const cwd = tree(HOSTILE);
    write(cwd, "src/deep/aXbXcXd.py", "x");
    const findings = [...Object.keys(HOSTILE), "src/deep/aXbXcXd.py"].map(findingAt);
    const took = cpuTime(() => {
      collectExposure(findings, [cwd], cwd);
      collectPublished(findings, [cwd], cwd);
    });
    expect(took).toBeLessThan(8000);
  });

  it("in a tree are read only where no link is on the way, and never outside", () => {
    const outside = tree({ "a.txt": "outside" });
    const cwd = tree({ "in/a.txt": "inside" });
    symlinkSync(outside, `${cwd}/link`);
    symlinkSync(`${outside}/a.txt`, `${cwd}/b.txt`);
    const opened = openTree(cwd, cwd);
    expect(opened.read("in/a.txt")).toBe("inside");
    for (const path of ["link/a.txt", "b.txt", "../0/a.txt", `in/../../${outside}/a.txt`])
      expect(opened.read(path)).toBeUndefined();
    expect(opened.pathOf(`${outside}/a.txt`)).toBeUndefined();
    expect(opened.names("link")).toEqual([]);
    expect(joinInside("a/b", "../../../c")).toBeUndefined();
  });
});
