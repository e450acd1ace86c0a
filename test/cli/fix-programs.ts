/**
 * Programs in the languages that `keyscan fix` changes. Each prints a key that is a whole literal, one that stands in a larger text
 * and one that has the other kind of quotes, a line each; a comment has a key too.
 */
import { spawnSync } from "node:child_process";
import { stripeKey, gitHubToken } from "./scratch.ts";

export interface Program {
  language: string;
  /** File name and text. */
  file: string;
  text: string;
  /** Commands, run in the folder of the program in this order; the last one's output counts. */
  run: readonly (readonly string[])[];
  /** A further file that the commands need. */
  also?: Readonly<Record<string, string>>;
}

/** Lines that each program prints: in the clear, of course. */
export function expectedLines(seed: number): string {
  const [whole, part, other] = keys(seed);
  return `${whole}\nBearer ${part} "x" {y}\n${other}\n`;
}

function keys(seed: number): [string, string, string] {
  return [stripeKey(seed), gitHubToken(seed), stripeKey(seed + 1)];
}

/** Fills the three keys and one for comments into a text. */
function fill(text: string, seed: number): string {
  const [whole, part, other] = keys(seed);
  const comment = gitHubToken(seed + 2);
  return text
    .replaceAll("@WHOLE@", whole)
    .replaceAll("@PART@", part)
    .replaceAll("@OTHER@", other)
    .replaceAll("@COMMENT@", comment);
}

const PROGRAMS: readonly Program[] = [
  {
    language: "JavaScript",
    file: "pay.js",
    text: `#!/usr/bin/env node
"use strict";
// old: @COMMENT@
const stripeKey = "@WHOLE@";
const config = { header: 'Bearer @PART@ "x" {y}', "other-key": \`@OTHER@\` };
console.log(stripeKey);
console.log(config.header);
console.log(config["other-key"]);
`,
    run: [["node", "pay.js"]],
  },
  {
    language: "TypeScript",
    file: "pay.ts",
    text: `// old: @COMMENT@
class Client {
  private readonly apiKey: string = '@WHOLE@';
  header(): string { return "Bearer @PART@ \\"x\\" {y}"; }
  show(): void { console.log(this.apiKey); console.log(this.header()); }
}
new Client().show();
const other: string = \`@OTHER@\`;
console.log(other);
`,
    run: [
      ["esbuild", "pay.ts", "--outfile=pay.mjs"],
      ["node", "pay.mjs"],
    ],
  },
  {
    language: "Python",
    file: "pay.py",
    text: `#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""Pays. Old key: @COMMENT@"""
from __future__ import annotations
import sys

STRIPE_KEY = "@WHOLE@"
HEADERS = {"Authorization": 'Bearer @PART@ "x" {y}'}
TOKEN = b'@OTHER@'
print(STRIPE_KEY)
print(HEADERS["Authorization"])
sys.stdout.write(TOKEN.decode() + "\\n")
`,
    run: [["python3", "pay.py"]],
  },
  {
    language: "Go",
    file: "main.go",
    text: `package main

import (
\t"fmt"
\t"strings"
)

// old: @COMMENT@
const stripeKey = "@WHOLE@"

const (
\tretries  = 3
\totherKey = \`@OTHER@\`
)

func main() {
\tfmt.Println(stripeKey)
\theader := "Bearer @PART@ \\"x\\" {y}"
\tfmt.Println(strings.TrimSpace(header))
\tfmt.Println(otherKey)
\t_ = retries
}
`,
    run: [["go", "run", "main.go"]],
  },
  {
    language: "Java",
    file: "Pay.java",
    text: `/** Pays. */
public class Pay {
    /* old: @COMMENT@ */
    private static final String STRIPE_KEY = "@WHOLE@";
    static String header() { return "Bearer @PART@ \\"x\\" {y}"; }
    public static void main(String[] args) {
        System.out.println(STRIPE_KEY);
        System.out.println(header());
        String other = """
            @OTHER@""";
        System.out.println(other);
    }
}
`,
    run: [["java", "Pay.java"]],
  },
  {
    language: "Ruby",
    file: "pay.rb",
    text: `# frozen_string_literal: true
# old: @COMMENT@
STRIPE_KEY = '@WHOLE@'
headers = { "Authorization" => 'Bearer @PART@ "x" {y}' }
puts STRIPE_KEY
puts headers["Authorization"]
puts <<~TEXT
  @OTHER@
TEXT
`,
    run: [["ruby", "pay.rb"]],
  },
  {
    language: "PHP",
    file: "pay.php",
    text: `<?php
# old: @COMMENT@
define('STRIPE_KEY', '@WHOLE@');
$headers = ["Authorization" => "Bearer @PART@ \\"x\\" {y}"];
echo STRIPE_KEY, "\\n";
echo $headers["Authorization"], "\\n";
$other = "@OTHER@";
echo "$other\\n";
`,
    run: [["php", "pay.php"]],
  },
  {
    language: "C#",
    file: "Pay.cs",
    text: `using System;

/* old: @COMMENT@ */
public static class Pay
{
    private const string StripeKey = "@WHOLE@";

    public static void Main()
    {
        const string other = @"@OTHER@";
        Console.WriteLine(StripeKey);
        Console.WriteLine($"Bearer @PART@ \\"x\\" {{y}}");
        Console.WriteLine(other);
    }
}
`,
    run: [
      ["mcs", "-langversion:latest", "Pay.cs"],
      ["mono", "Pay.exe"],
    ],
  },
  {
    language: "Rust",
    file: "pay.rs",
    text: `// old: @COMMENT@
fn show(text: &str) {
    println!("{}", text);
}

fn main() {
    let stripe_key = "@WHOLE@";
    show(stripe_key);
    show("Bearer @PART@ \\"x\\" {y}");
    let other: String = r#"@OTHER@"#.to_string();
    println!("{}", other);
}
`,
    run: [["rustc", "-o", "pay", "pay.rs"], ["./pay"]],
  },
  {
    language: "shell",
    file: "pay.sh",
    text: `#!/bin/sh
set -eu
# old: @COMMENT@
STRIPE_KEY=@WHOLE@
export OTHER_KEY='@OTHER@'
echo "$STRIPE_KEY"
echo 'Bearer @PART@ "x" {y}'
cat <<EOF
$OTHER_KEY
EOF
`,
    run: [["sh", "pay.sh"]],
  },
  {
    language: "Terraform",
    file: "main.tf",
    text: `# old: @COMMENT@
locals {
  stripe_key = "@WHOLE@"
  header     = "Bearer @PART@ \\"x\\" {y}"
}

variable "other_key" {
  type    = string
  default = "@OTHER@"
}

output "all" {
  value     = "\${local.stripe_key}\\n\${local.header}\\n\${var.other_key}\\n"
  sensitive = true
}
`,
    run: [
      ["terraform", "init", "-input=false"],
      ["terraform", "apply", "-auto-approve", "-input=false"],
      ["terraform", "output", "-raw", "all"],
    ],
  },
];

/** The programs with keys made from this seed. */
export function programs(seed: number): Program[] {
  return PROGRAMS.map((program) => ({ ...program, text: fill(program.text, seed) }));
}

/** Where the first tool that is missing is, if any: by its name. */
export function missingTool({ run }: Program): string | undefined {
  const tools = run.flatMap(([tool]) => (tool === undefined || tool.startsWith("./") ? [] : [tool]));
  return tools.find(
    (tool) =>
      spawnSync(tool, ["--version"], { stdio: "ignore", env: toolEnvironment({}) }).error !== undefined,
  );
}

/** Compilers have their caches in the home folder of whoever runs the tests. */
export function toolEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const bin = new URL("../../node_modules/.bin", import.meta.url).pathname;
  const { HOME, PATH } = process.env;
  // Terraform asks a server for news otherwise.
  return { HOME, PATH: `${bin}:${PATH ?? ""}`, CHECKPOINT_DISABLE: "1", ...extra };
}
