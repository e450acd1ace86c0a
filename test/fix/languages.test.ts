/** What each language makes of a secret, by where it stands; and what it leaves alone, with a reason. */
import { describe, expect, it } from "vitest";
import { fixFiles } from "./fixing.ts";

/** What stands for a key in the tables. */
const KEY = "KEYvalue1";
const SECRET = { value: KEY, ruleId: "acme-api-key" };

type Case = readonly [file: string, before: string, after: string];

const REPLACED: readonly Case[] = [
  // JavaScript and TypeScript
  ["a.js", `const k = '${KEY}';\n`, "const k = process.env.ACME_API_KEY;\n"],
  [
    "a.js",
    `f("a \`b\` \${c} ${KEY} \\"d\\"");\n`,
    'f(`a \\`b\\` \\${c} ${process.env.ACME_API_KEY} \\"d\\"`);\n',
  ],
  ["a.js", `f(\`\${a}:${KEY}@\${b}\`);\n`, "f(`${a}:${process.env.ACME_API_KEY}@${b}`);\n"],
  ["a.js", `const k = process.env.ACME_KEY || "${KEY}";\n`, "const k = process.env.ACME_KEY;\n"],
  ["a.js", `const k = process.env['ACME_KEY'] ?? "${KEY}";\n`, "const k = process.env.ACME_KEY;\n"],
  ["a.js", `const k = (1, /* ${KEY} */ "x");\n`, 'const k = (1, /* <ACME_API_KEY> */ "x");\n'],
  ["a.ts", `const k: string = "${KEY}";\n`, "const k: string = process.env.ACME_API_KEY!;\n"],
  ["a.ts", `const k = <string>"${KEY}";\n`, "const k = <string>process.env.ACME_API_KEY!;\n"],
  ["a.tsx", `const a = <B k="${KEY}" />;\n`, "const a = <B k={process.env.ACME_API_KEY!} />;\n"],
  ["a.tsx", `const a = <B k="x ${KEY}" />;\n`, "const a = <B k={`x ${process.env.ACME_API_KEY!}`} />;\n"],
  [
    "a.mjs",
    `const k = Deno.env.get("A") + "${KEY}";\n`,
    'const k = Deno.env.get("A") + Deno.env.get("ACME_API_KEY");\n',
  ],
  // Python
  ["a.py", `k = '${KEY}'\n`, "import os\n\nk = os.environ['ACME_API_KEY']\n"],
  ["a.py", `import os as o\nk = "${KEY}"\n`, 'import os as o\nk = o.environ["ACME_API_KEY"]\n'],
  ["a.py", `os = 1\nk = "${KEY}"\n`, 'import os as _os\n\nos = 1\nk = _os.environ["ACME_API_KEY"]\n'],
  ["a.py", `import os\nk = os.getenv("ACME_KEY", "${KEY}")\n`, 'import os\nk = os.environ["ACME_KEY"]\n'],
  [
    "a.py",
    `import os\nk = f"{x}:${KEY}{{y}}"\n`,
    `import os\nk = f"{x}:{os.environ['ACME_API_KEY']}{{y}}"\n`,
  ],
  ["a.py", `import os\nk = r"\\d{2}${KEY}"\n`, `import os\nk = fr"\\d{{2}}{os.environ['ACME_API_KEY']}"\n`],
  [
    "a.py",
    `import os\nk = "\\N{DASH}{a}\\n${KEY}"\n`,
    `import os\nk = f"\\N{DASH}{{a}}\\n{os.environ['ACME_API_KEY']}"\n`,
  ],
  ["a.py", `import os\nk = ("a" "${KEY}")\n`, `import os\nk = ("a" f"{os.environ['ACME_API_KEY']}")\n`],
  [
    "a.py",
    `import os\nk = b"a ${KEY}".strip()\n`,
    `import os\nk = (b"a " + os.environ["ACME_API_KEY"].encode()).strip()\n`,
  ],
  ["a.py", `import os\nk = f"{g('${KEY}')}"\n`, `import os\nk = f"{g(os.environ['ACME_API_KEY'])}"\n`],
  [
    "a.py",
    `import os\nk = """a "b"\n${KEY}\n"""\n`,
    `import os\nk = f"""a "b"\n{os.environ['ACME_API_KEY']}\n"""\n`,
  ],
  [
    "a.py",
    `from os import path\nk = "${KEY}"\n`,
    'import os\nfrom os import path\nk = os.environ["ACME_API_KEY"]\n',
  ],
  ["a.py", `import os.path\nk = "${KEY}"\n`, 'import os.path\nk = os.environ["ACME_API_KEY"]\n'],
  [
    "a.py",
    `from x import os\nk = "${KEY}"\n`,
    'import os as _os\nfrom x import os\nk = _os.environ["ACME_API_KEY"]\n',
  ],
  [
    "a.py",
    `def f():\n    import os\n    return os.path\nk = "${KEY}"\n`,
    'import os as _os\n\ndef f():\n    import os\n    return os.path\nk = _os.environ["ACME_API_KEY"]\n',
  ],
  ["a.py", `x = 1; k = "${KEY}"\n`, 'import os\n\nx = 1; k = os.environ["ACME_API_KEY"]\n'],
  ["a.py", `"""Doc ${KEY}."""\n`, '"""Doc <ACME_API_KEY>."""\n'],
  // Go
  [
    "a.go",
    `package a\n\nvar k = "${KEY}"\n`,
    'package a\n\nimport "os"\n\nvar k = os.Getenv("ACME_API_KEY")\n',
  ],
  [
    "a.go",
    `package a\n\nimport env "os"\n\nvar k = "${KEY}" + env.Args[0]\n`,
    'package a\n\nimport env "os"\n\nvar k = env.Getenv("ACME_API_KEY") + env.Args[0]\n',
  ],
  [
    "a.go",
    `package a\n\nimport (\n\t"net/http"\n)\n\nconst K string = \`${KEY}\`\n`,
    'package a\n\nimport (\n\t"net/http"\n\t"os"\n)\n\nvar K string = os.Getenv("ACME_API_KEY")\n',
  ],
  [
    "a.go",
    `package a\n\nimport "os"\n\nconst (\n\tk = "${KEY}"\n)\n\nvar _ = os.Args\n`,
    'package a\n\nimport "os"\n\nvar (\n\tk = os.Getenv("ACME_API_KEY")\n)\n\nvar _ = os.Args\n',
  ],
  // Java
  [
    "A.java",
    `class A { String k = "a" + "b ${KEY}".trim(); }\n`,
    'class A { String k = "a" + ("b " + System.getenv("ACME_API_KEY")).trim(); }\n',
  ],
  // Ruby
  ["a.rb", `k = "a #{b} ${KEY}"\n`, 'k = "a #{b} #{ENV.fetch("ACME_API_KEY")}"\n'],
  [
    "a.rb",
    `k = 'it\\'s "#{x}" \\\\ \\n ${KEY}'\n`,
    `k = "it's \\"\\#{x}\\" \\\\ \\\\n #{ENV.fetch("ACME_API_KEY")}"\n`,
  ],
  ["a.rb", `k = "a" "${KEY}"\n`, 'k = "a" "#{ENV.fetch("ACME_API_KEY")}"\n'],
  [
    "a.rb",
    `h = { "k" => '${KEY}', j: %Q(x ${KEY}) }\n`,
    `h = { "k" => ENV.fetch('ACME_API_KEY'), j: %Q(x #{ENV.fetch("ACME_API_KEY")}) }\n`,
  ],
  // PHP
  ["a.php", `<?php $k = "a $b ${KEY}";\n`, `<?php $k = "a $b " . getenv("ACME_API_KEY");\n`],
  [
    "a.php",
    `<?php $k = $_ENV['A'] . 'x ${KEY}';\n`,
    `<?php $k = $_ENV['A'] . ('x ' . $_ENV['ACME_API_KEY']);\n`,
  ],
  [
    "a.php",
    `<?php return ['a' => env('A'), 'k' => '${KEY}'];\n`,
    "<?php return ['a' => env('A'), 'k' => env('ACME_API_KEY')];\n",
  ],
  // C#
  [
    "A.cs",
    `class A { public const string K = "${KEY}"; }\n`,
    'class A { public static readonly string K = System.Environment.GetEnvironmentVariable("ACME_API_KEY"); }\n',
  ],
  [
    "A.cs",
    `class A { void F() { const string k = @"a\\${KEY}"; } }\n`,
    'class A { void F() { string k = @"a\\" + System.Environment.GetEnvironmentVariable("ACME_API_KEY"); } }\n',
  ],
  // Rust
  [
    "a.rs",
    `fn f() { let k: &str = "${KEY}"; }\n`,
    'fn f() { let k: &str = &std::env::var("ACME_API_KEY").expect("ACME_API_KEY is not set"); }\n',
  ],
  [
    "a.rs",
    `fn f() { println!("{}", "${KEY}"); }\n`,
    'fn f() { println!("{}", std::env::var("ACME_API_KEY").expect("ACME_API_KEY is not set")); }\n',
  ],
  // Shell
  ["a.sh", `K=${KEY}\n`, 'K="${ACME_API_KEY:?}"\n'],
  [
    "a.sh",
    `curl -H 'X: ${KEY}' -u "a:${KEY}" --k=${KEY}\n`,
    `curl -H 'X: '"\${ACME_API_KEY:?}" -u "a:\${ACME_API_KEY:?}" --k="\${ACME_API_KEY:?}"\n`,
  ],
  ["a.sh", `cat <<X\nk ${KEY}\nX\n`, "cat <<X\nk ${ACME_API_KEY:?}\nX\n"],
  ["run", `#!/usr/bin/env bash\nK=$'a\\n${KEY}'\n`, `#!/usr/bin/env bash\nK=$'a\\n'"\${ACME_API_KEY:?}"\n`],
  // YAML
  [
    "c.yml",
    `k: ${KEY}\nl: [a, '${KEY}'] # ${KEY}\n`,
    "k: ${ACME_API_KEY}\nl: [a, '${ACME_API_KEY}'] # <ACME_API_KEY>\n",
  ],
  [
    "compose.yaml",
    `services:\n  a:\n    command: [x, ${KEY}]\n`,
    'services:\n  a:\n    command: [x, "${ACME_API_KEY:?}"]\n',
  ],
  [".github/workflows/a.yml", `env:\n  K: ${KEY}\n`, "env:\n  K: ${{ secrets.ACME_API_KEY }}\n"],
  [
    "group_vars/all.yml",
    `k: ${KEY}\nl: 'x ${KEY}'\n`,
    `k: "{{ lookup('env', 'ACME_API_KEY') }}"\nl: 'x {{ lookup(''env'', ''ACME_API_KEY'') }}'\n`,
  ],
  ["a.yml", `t: |\n  x ${KEY}\n  y\n`, "t: |\n  x ${ACME_API_KEY}\n  y\n"],
  // Terraform
  [
    "a.tf",
    `locals {\n  k = "${KEY}"\n}\n`,
    'locals {\n  k = var.acme_api_key\n}\n\nvariable "acme_api_key" {\n  type      = string\n  sensitive = true\n}\n',
  ],
  [
    "a.tf",
    `variable "k" {\n  type      = string\n  default   = "${KEY}"\n  sensitive = true\n}\n`,
    'variable "k" {\n  type      = string\n  sensitive = true\n}\n',
  ],
  ["a.tfvars", `a = 1\nk = "${KEY}"\n`, "a = 1\n"],
  // Lines
  [".env.example", `A=1\nK="${KEY}" # x\n`, 'A=1\nK="" # x\n'],
  ["application.properties", `k=${KEY}\n`, "k=${ACME_API_KEY}\n"],
];

describe("a secret is read from the environment", () => {
  it.for(REPLACED)("%s: %j", async ([file, before, after]) => {
    const fixed = await fixFiles({ [file]: before }, [SECRET]);
    expect(fixed.plan.left).toEqual([]);
    expect(fixed.text(file)).toBe(after);
  });
});

const LEFT: readonly (readonly [file: string, text: string, reason: RegExp])[] = [
  ["a.js", `import x from "${KEY}";\n`, /constant/],
  ["a.js", `const t = tag\`${KEY}\`;\n`, /tag/],
  ["a.js", `const r = /${KEY}/;\n`, /not in a string literal/],
  ["a.js", `const k = "\\1 ${KEY}";\n`, /escapes/],
  ["a.js", `"use client";\nconst k = "${KEY}";\n`, /code for browsers/],
  ["a.ts", `const e = import.meta.env.A, k = "${KEY}";\n`, /import\.meta\.env/],
  ["a.js", `document.cookie = "${KEY}";\n`, /it uses document/],
  ["a.ts", `enum E { A = "${KEY}" }\n`, /constant/],
  ["a.ts", `type T = "${KEY}";\n`, /constant/],
  ["a.js", `const k = {;\nf("${KEY}");\n`, /can't be parsed as JavaScript/],
  ["a.py", `match x:\n    case "${KEY}":\n        pass\n`, /constant/],
  ["a.py", `k = "${KEY}\n`, /can't be parsed as Python/],
  ["a.go", `package a\n\ntype T struct { A string \`${KEY}\` }\n`, /constant/],
  ["a.go", `package a\n\nconst (\n\tk = "${KEY}"\n\tl\n)\n`, /group/],
  ["a.go", `package a\n\nconst k = "${KEY}"\nconst l = k + "x"\n`, /another constant/],
  ["a.go", `package a\n\nfunc f(os string) string { return os + "${KEY}" }\n`, /os is another thing/],
  ["A.java", `@V("${KEY}") class A {}\n`, /constant/],
  ["A.java", `class A { static final String K = "${KEY}"; @V(K) int x; }\n`, /annotation/],
  ["A.java", `class A { String k = """\n  a ${KEY}\n  """; }\n`, /text block/],
  ["a.rb", `k = %w[a ${KEY}]\n`, /word list/],
  ["a.rb", `k = <<~'X'\n  ${KEY}\nX\n`, /here-document/],
  ["a.php", `<?php class A { const K = '${KEY}'; }\n`, /constants only/],
  ["a.php", `<?php class A { private $k = '${KEY}'; }\n`, /constants only/],
  ["a.php", `<?php $k = <<<X\n${KEY}\nX;\n`, /here-document/],
  ["A.cs", `class A { [V("${KEY}")] int x; }\n`, /constant/],
  ["A.cs", `class A { const string K = "${KEY}"; const string L = K + "x"; }\n`, /constant/],
  ["A.cs", `class A { const string K = "${KEY}"; void F(string s = K) {} }\n`, /constant/],
  ["a.rs", `const K: &str = "${KEY}";\n`, /constant or static/],
  ["a.rs", `static K: &str = "${KEY}";\n`, /constant or static/],
  ["a.rs", `fn f() -> &'static str { "${KEY}" }\n`, /'static/],
  ["a.rs", `fn f() { println!("${KEY}"); }\n`, /format of a macro/],
  ["a.sh", `cat <<'X'\n${KEY}\nX\n`, /here-document/],
  ["a.yml", `${KEY}: 1\n`, /key/],
  ["a.yml", `a: [${KEY}\n`, /can't be parsed as YAML/],
  ["k8s.yml", `apiVersion: v1\nkind: Pod\nspec: ${KEY}\n`, /Kubernetes/],
  ["values.yaml", `k: ${KEY}\n`, /chart/],
  ["a.tf", `terraform {\n  backend "s3" {\n    k = "${KEY}"\n  }\n}\n`, /takes no variables/],
  ["a.tf", `resource "a" "${KEY}" {\n}\n`, /name of a block/],
  ["a.tf", `locals {\n  k = "${KEY}\n}\n`, /not closed/],
  ["a.tfvars", `m = {\n  k = "${KEY}"\n}\n`, /larger value/],
  ["a.json", `{"k": "${KEY}"}\n`, /JSON/],
  ["index.html", `<script>k = "${KEY}"</script>\n`, /a page/],
  ["Dockerfile", `ENV K=${KEY}\n`, /image/],
  ["a.kt", `val k = "${KEY}"\n`, /does not know/],
  ["node_modules/a/a.js", `k = "${KEY}";\n`, /generated/],
  ["a.min.js", `k = "${KEY}";\n`, /generated/],
  ["a.go", `// Code generated by x. DO NOT EDIT.\npackage a\n\nvar k = "${KEY}"\n`, /generated/],
  ["a.py", `<<<<<<< HEAD\nk = "${KEY}"\n=======\nk = 1\n>>>>>>> other\n`, /merge conflicts/],
];

describe("a secret is left where it is, with a reason", () => {
  it.for(LEFT)("%s: %j", async ([file, text, reason]) => {
    const fixed = await fixFiles({ [file]: text }, [SECRET]);
    expect(fixed.plan.changes).toEqual([]);
    expect(fixed.text(file)).toBe(text);
    for (const { refused } of fixed.plan.left) {
      expect(refused).toMatch(reason);
      expect(refused).not.toContain(KEY);
    }
    expect(fixed.plan.left).toHaveLength(text.split(KEY).length - 1);
  });

  it.for([["client-bundle"], ["client-import"], ["public-folder"], ["mobile-app"]])(
    "what reaches clients: %s",
    async (exposure) => {
      const { plan } = await fixFiles({ "a.js": `const k = "${KEY}";\n` }, [SECRET], exposure);
      expect(plan.changes).toEqual([]);
      expect(plan.left[0]?.refused).toMatch(/browsers or apps/);
    },
  );

  it("one place that can't be replaced does not keep the others from it", async () => {
    const text = `a = "${KEY}"\nmatch a:\n    case "${KEY}":\n        pass\n`;
    const fixed = await fixFiles({ "a.py": text }, [SECRET]);
    expect(fixed.plan.left).toHaveLength(1);
    expect(fixed.text("a.py")).toContain('a = os.environ["ACME_API_KEY"]');
  });
});

it("blocks that nest without end take no more time than others", async () => {
  const nested = `${'a{""'.repeat(40_000)}${"}".repeat(40_000)}`;
  const fixed = await fixFiles({ "a.tf": `locals {\n  k = "${KEY}"\n  ${nested}\n}\n` }, [SECRET]);
  expect(fixed.text("a.tf")).toContain("k = var.acme_api_key\n");
});
