import { symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import { repository } from "../cli/repository.ts";
import { git, gitHubToken, stripeKey, tree, write } from "../cli/scratch.ts";
import { audited } from "./audited.ts";

const PRACTICE = "hygiene-client-side";
const code = (seed: number): string => `export const key = "${stripeKey(seed)}";\n`;

describe("secret keys in client code", () => {
  it("by variable, folder and kind of file", async () => {
    const cwd = repository({
      ".env.example": `VITE_STRIPE=${stripeKey(1)}\nSTRIPE=${stripeKey(2)}\n`,
      "public/config.js": code(3),
      "server/config.js": code(4),
      "app/src/main/res/values/strings.xml": `<resources><string name="stripe">${stripeKey(5)}</string></resources>\n`,
      "web/sw.js": code(6),
      "index.html": `<script>const key = "${stripeKey(7)}"</script>\n`,
      "public/index.php": `<?php $key = "${stripeKey(8)}";\n`,
    });
    const { places, violations } = await audited(cwd, PRACTICE);
    expect(places).toEqual([
      ".env.example:1 critical",
      "app/src/main/res/values/strings.xml:1 critical",
      "index.html:1 critical",
      "public/config.js:1 critical",
      "web/sw.js:1 critical",
    ]);
    const variable = violations.find(({ places: [place] }) => place?.path === ".env.example");
    expect(variable?.evidence).toEqual(["The variable is VITE_STRIPE."]);
  });

  it("also in a file that git ignores: the build reads it", async () => {
    const cwd = repository({ ".gitignore": ".env\n" });
    write(cwd, ".env", `NEXT_PUBLIC_STRIPE=${stripeKey(9)}\nSTRIPE=${stripeKey(10)}\n`);
    expect((await audited(cwd, PRACTICE)).places).toEqual([".env:1 critical"]);
  });

  it("by what the client's entry imports, over several modules", async () => {
    const cwd = repository({
      "package.json": `{"dependencies": {"vite": "1"}}`,
      "index.html": `<script type="module" src="/src/main.ts"></script>\n`,
      "src/main.ts": `import { pay } from "./pay";\nimport type { A } from "./types";\npay();\n`,
      "src/pay.ts": `import { key } from "@/lib/keys.js";\nexport const pay = () => key;\n`,
      "src/lib/keys.ts": code(11),
      "src/types.ts": `export type A = string;\n${code(12)}`,
      "server/pay.ts": `import "../src/pay";\n${code(13)}`,
    });
    const { places, violations, findings } = await audited(cwd, PRACTICE);
    expect(places).toEqual(["src/lib/keys.ts:1 critical"]);
    expect(violations[0]?.evidence).toEqual([
      "A client imports it: index.html (a page) → src/main.ts → src/pay.ts → src/lib/keys.ts.",
    ]);
    const found = findings.find(({ location }) => location.path === "src/lib/keys.ts");
    expect(found).toMatchObject({ exposure: ["client-import"], practices: [PRACTICE] });
  });

  it("by what a framework runs in the client, not by what it keeps on the server", async () => {
    const cwd = repository({
      "web/package.json": `{"dependencies": {"next": "15", "react": "19"}}`,
      "web/app/pay/button.tsx": `// A button.\n"use client";\nimport { key } from "./key";\n`,
      "web/app/pay/key.ts": code(14),
      "web/app/pay/page.tsx": code(15),
      "web/pages/about.tsx": code(16),
      "web/pages/api/pay.ts": code(17),
      "web/lib/guarded.ts": `import "server-only";\n${code(18)}`,
      "web/pages/guarded.tsx": `import "../lib/guarded";\n`,
    });
    expect((await audited(cwd, PRACTICE)).places).toEqual([
      "web/app/pay/key.ts:1 critical",
      "web/pages/about.tsx:1 critical",
    ]);
  });

  it("by entries of package.json, webpack and extensions", async () => {
    const cwd = repository({
      "a/package.json": `{"browser": "./web.js", "main": "./node.js"}`,
      "a/web.js": code(19),
      "a/node.js": code(20),
      "b/package.json": "{}",
      "b/webpack.config.js": `module.exports = { entry: { main: "./src/start" } };\n`,
      "b/src/start.js": code(21),
      "c/package.json": "{}",
      "c/manifest.json": `{"manifest_version": 3, "background": {"service_worker": "back.js"}}`,
      "c/back.js": code(22),
      "d/package.json": "{}",
      "d/webpack.config.js": `module.exports = { target: "node", entry: "./src/start.js" };\n`,
      "d/src/start.js": code(23),
    });
    expect((await audited(cwd, PRACTICE)).places).toEqual([
      "a/web.js:1 critical",
      "b/src/start.js:1 critical",
      "c/back.js:1 critical",
    ]);
  });

  it("in sources of apps and in output that is a site", async () => {
    const cwd = repository({
      "android/src/main/AndroidManifest.xml": "<manifest/>\n",
      "android/src/main/java/Pay.kt": `val key = "${stripeKey(24)}"\n`,
      "api/src/main/java/Pay.java": `String key = "${stripeKey(25)}";\n`,
      "mobile/pubspec.yaml": "dependencies:\n  flutter:\n    sdk: flutter\n",
      "mobile/lib/pay.dart": `const key = "${stripeKey(26)}";\n`,
      "site/dist/index.html": "<p>\n",
      "site/dist/app.js": code(27),
      "cli/dist/cli.js": code(28),
    });
    expect((await audited(cwd, PRACTICE)).places).toEqual([
      "android/src/main/java/Pay.kt:1 critical",
      "mobile/lib/pay.dart:1 critical",
      "site/dist/app.js:1 critical",
    ]);
  });

  it("publishable keys are information, keys for tests weigh less", async () => {
    const cwd = repository({
      "public/a.js": `const key = "${fillTemplate("pk_live_{base62:24}", 29)}";\n`,
      "public/b.js": `const key = "${fillTemplate("AIza{base62:35}", 30)}";\n`,
      "public/c.js": `const key = "${fillTemplate("sk_test_{base62:24}", 31)}";\n`,
    });
    const { places, result } = await audited(cwd, PRACTICE, "--min-confidence", "low");
    expect(places).toEqual(["public/c.js:1 medium"]);
    expect(result.information?.join("\n")).toMatch(/public\/a\.js:1.*publishable[^]*public\/b\.js:1/);
  });

  it("of a folder elsewhere, by the folders inside of it alone", async () => {
    const root = tree({ "www/shop/server/a.js": code(32), "www/shop/public/b.js": code(33) });
    const { violations } = await audited(tree(), PRACTICE, `${root}/www/shop`);
    expect(violations.flatMap(({ places }) => places.map(({ path }) => path))).toEqual([
      `${root}/www/shop/public/b.js`,
    ]);
  });

  it("follows no link and leaves the repository by no way", async () => {
    const outside = tree({ "keys.js": code(34) });
    const cwd = repository({
      "package.json": "{}",
      "index.html": `<script src="../../../../../../etc/passwd"></script><script src="main.js"></script>`,
      "main.js": `import "./link/keys.js";\nimport "./${"../".repeat(40)}${outside}/keys.js";\nimport "./loop.js";\n`,
      "loop.js": `import "./main.js"; export const t = "${gitHubToken(35)}";\n`,
    });
    symlinkSync(outside, `${cwd}/link`);
    expect((await audited(cwd, PRACTICE)).places).toEqual(["loop.js:1 critical"]);
  });

  it("is told of a place in history as well", async () => {
    const cwd = repository({ "public/a.js": code(36) });
    git(cwd, "rm", "-q", "public/a.js");
    git(cwd, "commit", "-q", "-m", "gone");
    const { violations } = await audited(cwd, PRACTICE);
    expect(violations[0]?.places).toEqual([
      { path: "public/a.js", line: 1, commit: expect.stringMatching(/^[0-9a-f]{40}$/) },
    ]);
  });
});
