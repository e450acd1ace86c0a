import { describe, expect, it } from "vitest";
import { variableOf } from "../../src/judge/variable.ts";
import { smallPack } from "../support/packs.ts";
import { judgesOf, onlyFinding } from "../support/judging.ts";
import { cpuTime } from "../support/cpu-time.ts";

const SECRET = `key_${"0f1e2d3c4b5a6978"}`;
const judges = judgesOf(smallPack({ id: "acme-key", pattern: "key_[0-9a-f]{16}" }));

describe("the name that a secret is assigned to", () => {
  it.each([
    ["ACME_KEY", `ACME_KEY=${SECRET}`],
    ["ACME_KEY", `export ACME_KEY="${SECRET}"`],
    ["NEXT_PUBLIC_ACME", `NEXT_PUBLIC_ACME='${SECRET}'`],
    ["acmeKey", `const acmeKey = "${SECRET}";`],
    ["acmeKey", `let acmeKey: string = '${SECRET}'`],
    ["acme_key", `acme_key: str = "${SECRET}"`],
    ["acme_key", `acme_key = b"${SECRET}"`],
    ["acmeKey", `  acmeKey: "${SECRET}",`],
    ["acmeKey", `{"name": "x", "acmeKey": "${SECRET}"}`],
    ["acme_key", `acme_key := "${SECRET}"`],
    ["acme_key", `  :acme_key => "${SECRET}",`],
    ["acme_key", `$config['acme_key'] = '${SECRET}';`],
    ["acmeKey", `$acmeKey = '${SECRET}';`],
    ["ACME_KEY", `define('ACME_KEY', '${SECRET}');`],
    ["spring.acme.key", `spring.acme.key=${SECRET}`],
    ["ACME_KEY", `ENV ACME_KEY ${SECRET}`],
    ["ACME_KEY", `private static final String ACME_KEY = "${SECRET}";`],
    ["ACME_KEY", `const key = process.env.ACME_KEY || "${SECRET}";`],
    ["ACME_KEY", `key = os.getenv("ACME_KEY", "${SECRET}")`],
    ["ACME_KEY", `KEY=\${ACME_KEY:-${SECRET}}`],
    ["ACME_KEY", `process.env.ACME_KEY = "${SECRET}"`],
    ["acme_key", `    <string name="acme_key">${SECRET}</string>`],
    ["AcmeKey", `<add key="AcmeKey" value="${SECRET}" />`],
    ["acmeKey", `<acmeKey>${SECRET}</acmeKey>`],
    ["AcmeKey", `<key>AcmeKey</key>\n  <string>${SECRET}</string>`],
    ["ACME_KEY", `  - name: ACME_KEY\n    value: "${SECRET}"`],
    ["DATABASE_URL", `DATABASE_URL=https://user:${SECRET}@example.com/db`],
    ["Authorization", `headers: { Authorization: "Bearer ${SECRET}" }`],
    [undefined, `see ${SECRET} in the notes`],
    [undefined, SECRET],
    [undefined, `<td>${SECRET}</td>`],
    [undefined, `acmeKey\n${SECRET}`],
  ])("%s: %s", (variable, line) => {
    expect(onlyFinding(judges(`line before\n${line}\nline behind\n`)).source.variable).toBe(variable);
  });

  it("is never a name that may be a secret itself", () => {
    expect(variableOf(`"a9f3c2e1b7d4f6a8c3e5": "`)).toBeUndefined();
    expect(variableOf(`tok_${"9f3c2e1b7d4fZ"}=`)).toBeUndefined();
  });

  it("takes no time on hostile lines", () => {
    const took = cpuTime(() => {
      for (const text of ["a=", "a:b ", '"a', "<a ", "name='", "&a=", " ", "${a", "a.", "(a", "ENV "])
        for (const tail of ["", "!"]) variableOf(text.repeat(300).slice(0, 240) + tail);
    });
    expect(took).toBeLessThan(500);
  });
});
