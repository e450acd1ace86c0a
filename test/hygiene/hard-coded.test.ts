import { describe, expect, it } from "vitest";
import { fillTemplate } from "../../src/rules/template.ts";
import { repository } from "../cli/repository.ts";
import { git, stripeKey, write } from "../cli/scratch.ts";
import { audited } from "./audited.ts";
import { ALLOW } from "../support/allow-word.ts";

const PRACTICE = "hygiene-hard-coded";

describe("keys in the code", () => {
  it("in files that git keeps, with every place, and in its history; one secret is one violation", async () => {
    const cwd = repository({
      "a.py": `KEY = "${stripeKey(1)}"\n`,
      "deploy/values.yaml": `key: ${stripeKey(1)}\n`,
      "old.go": `const key = "${stripeKey(2)}"\n`,
    });
    git(cwd, "rm", "-q", "old.go");
    git(cwd, "commit", "-q", "-m", "gone");
    const { violations, places } = await audited(cwd, PRACTICE);
    expect(places).toEqual(["a.py:1 critical", "deploy/values.yaml:1 critical", "old.go:1 critical"]);
    expect(violations).toHaveLength(2);
    expect(violations[1]?.places[0]?.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(violations[0]?.advice.join(" ")).toContain("keyscan fix");
  });

  it("not what git ignores, what a log tells, or what is made to stand in code", async () => {
    const cwd = repository({
      ".gitignore": ".env\n",
      "access.log": `GET /?key=${stripeKey(3)} 200\n`,
      "web/pay.js": `const key = "${fillTemplate("pk_live_{base62:24}", 4)}";\n`,
      "server/pay.js": "const key = process.env.STRIPE_KEY;\n",
    });
    write(cwd, ".env", `STRIPE_KEY=${stripeKey(5)}\n`);
    expect(await audited(cwd, PRACTICE)).toMatchObject({ violations: [], result: { status: "clean" } });
  });

  it("not what somebody accepted", async () => {
    const cwd = repository({ "a.py": `KEY = "${stripeKey(6)}"  # ${ALLOW}\n` });
    expect((await audited(cwd, PRACTICE)).violations).toEqual([]);
    expect((await audited(cwd, PRACTICE, "--show-accepted")).violations).toEqual([]);
  });
});
