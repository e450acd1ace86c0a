import { describe, expect, it } from "vitest";
import { repository } from "../cli/repository.ts";
import { git, stripeKey, tree, write } from "../cli/scratch.ts";
import { audited } from "./audited.ts";

const PRACTICE = "hygiene-published";
const code = (seed: number): string => `export const key = "${stripeKey(seed)}";\n`;
const json = (value: unknown): string => JSON.stringify(value);
const MIT = "MIT License\n\nPermission is hereby granted, free of charge\n";

describe("keys in npm packages", () => {
  it("by the ignore files, where package.json lists nothing", async () => {
    const cwd = repository({
      "package.json": json({ name: "a", version: "1.0.0" }),
      ".gitignore": ".env\n",
      ".npmignore": "test/\n",
      "src/a.js": code(1),
      "test/b.js": code(2),
    });
    // .npmignore takes the place of .gitignore.
    write(cwd, ".env", `KEY=${stripeKey(3)}\n`);
    const { places, violations } = await audited(cwd, PRACTICE);
    expect(places).toEqual([".env:1 critical", "src/a.js:1 critical"]);
    expect(violations[0]?.evidence).toEqual(["npm pack puts it into the package of package.json."]);
  });

  it("by files in package.json, with exceptions", async () => {
    const cwd = repository({
      "package.json": json({
        name: "a",
        version: "1.0.0",
        files: ["dist", "lib/*.js", "!dist/own.js"],
        main: "m.js",
      }),
      "dist/deep/a.js": code(4),
      "dist/own.js": code(5),
      "lib/b.js": code(6),
      "lib/c.ts": code(7),
      "m.js": code(8),
      "src/d.js": code(9),
    });
    expect((await audited(cwd, PRACTICE)).places).toEqual([
      "dist/deep/a.js:1 critical",
      "lib/b.js:1 critical",
      "m.js:1 critical",
    ]);
  });

  it("not of private packages; those of a scope are not for everybody by themselves", async () => {
    const cwd = repository({
      "a/package.json": json({ name: "a", version: "1.0.0", private: true }),
      "a/a.js": code(10),
      "b/package.json": json({ name: "@o/b", version: "1.0.0" }),
      "b/b.js": code(11),
      "c/package.json": json({ name: "@o/c", version: "1.0.0", publishConfig: { access: "public" } }),
      "c/c.js": code(12),
    });
    expect((await audited(cwd, PRACTICE)).places).toEqual(["b/b.js:1 high", "c/c.js:1 critical"]);
  });
});

describe("keys in images", () => {
  it("by COPY and .dockerignore, also of files that git ignores", async () => {
    const cwd = repository({
      ".gitignore": ".env\n",
      "a/Dockerfile": "FROM node:22\nWORKDIR /app\nCOPY . .\n",
      "a/.dockerignore": "# keys\n*.pem\nconfig\n!config/shown.js\n**/deep.js\n",
      "a/app.js": code(13),
      "a/config/hidden.js": code(14),
      "a/config/shown.js": code(15),
      "a/x/y/deep.js": code(16),
      "b/Dockerfile": 'FROM node:22\nCOPY ["src/", "/app/"]\nADD package.json /app\n',
      "b/src/b.js": code(17),
      "b/other.js": code(18),
    });
    write(cwd, "a/.env", `KEY=${stripeKey(19)}\n`);
    const { places, violations } = await audited(cwd, PRACTICE);
    expect(places).toEqual([
      "a/.env:1 high",
      "a/app.js:1 high",
      "a/config/shown.js:1 high",
      "b/src/b.js:1 high",
    ]);
    expect(violations.flatMap(({ evidence }) => evidence)).toContain(
      "a/Dockerfile:3 copies it into an image.",
    );
  });

  it("only what gets into the last stage", async () => {
    const dockerfile = `FROM node:22 AS build
WORKDIR /src
COPY . .
RUN npm run build
FROM nginx
COPY --from=build /src/dist /usr/share/nginx/html
`;
    const cwd = repository({
      "a/Dockerfile": dockerfile,
      "a/server.js": code(20),
      "a/dist/x.js": code(21),
      "b/Dockerfile": `${dockerfile}COPY --from=build /src /all\n`,
      "b/server.js": code(22),
    });
    expect((await audited(cwd, PRACTICE)).places).toEqual(["a/dist/x.js:1 high", "b/server.js:1 high"]);
  });

  it("from the context that a compose file names, or the folder above a folder for Dockerfiles", async () => {
    const cwd = repository({
      "compose.yaml":
        "services:\n  a:\n    build:\n      context: ./api\n      dockerfile: docker/a.Dockerfile\n",
      "api/docker/a.Dockerfile": "FROM x\nCOPY src /app\n",
      "api/src/a.js": code(23),
      "web/docker/Dockerfile": "FROM x\nCOPY src /app\n",
      "web/src/b.js": code(24),
      "web/docker/src/c.js": code(25),
    });
    expect((await audited(cwd, PRACTICE)).places).toEqual(["api/src/a.js:1 high", "web/src/b.js:1 high"]);
  });
});

it("keys in Python packages, as far as their settings tell", async () => {
  const project = '[project]\nname = "shop"\n[build-system]\nbuild-backend = "setuptools.build_meta"\n';
  const cwd = repository({
    "a/pyproject.toml": project,
    "a/MANIFEST.in": "recursive-include shop *.json\nprune shop/own\n",
    "a/src/shop/__init__.py": "",
    "a/src/shop/keys.py": `KEY = "${stripeKey(26)}"\n`,
    "a/shop/data.json": json({ key: stripeKey(27) }),
    "a/shop/own/data.json": json({ key: stripeKey(28) }),
    "a/tools/run.py": `KEY = "${stripeKey(29)}"\n`,
    "b/pyproject.toml": project.replace("setuptools.build_meta", "hatchling.build"),
    "b/notes.txt": `key = "${stripeKey(30)}"\n`,
    "c/pyproject.toml": `${project}classifiers = ["Private :: Do Not Upload"]\n`,
    "c/shop/__init__.py": `KEY = "${stripeKey(31)}"\n`,
  });
  expect((await audited(cwd, PRACTICE)).places).toEqual([
    "a/shop/data.json:1 critical",
    "a/src/shop/keys.py:1 critical",
    "b/notes.txt:1 critical",
  ]);
});

it("keys on sites", async () => {
  const cwd = repository({
    "docs/CNAME": "shop.example\n",
    "docs/guide.md": `key = "${stripeKey(32)}"\n`,
    ".github/workflows/pages.yml":
      "jobs:\n  a:\n    steps:\n      - uses: actions/upload-pages-artifact@v3\n        with:\n          path: site\n",
    "site/a.txt": `key = "${stripeKey(33)}"\n`,
    "firebase.json": json({ hosting: { public: "hosted" } }),
    "hosted/a.txt": `key = "${stripeKey(34)}"\n`,
    "notes/a.txt": `key = "${stripeKey(35)}"\n`,
  });
  expect((await audited(cwd, PRACTICE)).places).toEqual([
    "docs/guide.md:1 critical",
    "hosted/a.txt:1 critical",
    "site/a.txt:1 critical",
  ]);
});

describe("keys in repositories that look public", () => {
  it("with the reasons, since when, and in which refs; not what never left the machine", async () => {
    const cwd = repository({ LICENSE: MIT, ".gitignore": ".env\n", "a.js": code(36) });
    git(cwd, "remote", "add", "origin", `https://me:${"secret"}word@github.com/me/shop.git`);
    git(cwd, "tag", "v1");
    git(cwd, "rm", "-q", "a.js");
    git(cwd, "commit", "-q", "-m", "gone");
    write(cwd, ".env", `KEY=${stripeKey(37)}\n`);
    write(cwd, "new.js", code(38));
    const { places, violations } = await audited(cwd, PRACTICE);
    expect(places).toEqual(["a.js:1 critical"]);
    expect(violations[0]?.evidence[0]).toBe(
      "The repository looks public because a remote is on github.com, LICENSE is an open-source licence.",
    );
    expect(violations[0]?.evidence[1]).toMatch(
      /^It is there since commit [0-9a-f]{12} of 2026-01-05, in .*refs\/tags\/v1.*; removed by [0-9a-f]{12}/,
    );
  });

  it("says what it can't tell: a remote alone makes no repository public", async () => {
    const cwd = repository({ "a.js": code(39) });
    git(cwd, "remote", "add", "origin", "git@github.com:me/shop.git");
    const { violations, result } = await audited(cwd, PRACTICE);
    expect(violations).toEqual([]);
    expect(result.information).toEqual([
      "A remote is on github.com; whether the repository is public there can't be told offline.",
    ]);
    expect(result.limits).toEqual([]);
    const { result: without } = await audited(cwd, PRACTICE, "--no-history");
    expect(without.limits).toEqual(["Git history was not scanned: what it holds is not known."]);
    const { result: plain } = await audited(tree({ "a.js": code(40) }), PRACTICE);
    expect(plain).toMatchObject({ status: "clean", limits: [] });
  });
});
