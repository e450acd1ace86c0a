import { expect, it, vi } from "vitest";
import { loadConfig } from "../../src/config/config.ts";
import { parseDocument } from "../../src/config/document.ts";
import { OPTIONS, type Option } from "../../src/config/options.ts";

vi.mock("yaml", () => {
  throw new Error("the YAML parser was loaded");
});

function option(key: string): Option | undefined {
  return OPTIONS.find((candidate) => candidate.key === key);
}

it("the table tells the command line names, types and choices", () => {
  expect(option("minConfidence")).toEqual({
    key: "minConfidence",
    flag: "min-confidence",
    type: "string",
    list: false,
    choices: ["high", "medium", "low"],
    description: expect.any(String),
  });
  expect(option("disableRule")).toMatchObject({ flag: "disable-rule", type: "string", list: true });
  expect(option("gitignore")).toMatchObject({ type: "boolean", list: false, default: true });
  expect(option("threads")).toMatchObject({ type: "number", list: false });
  expect(option("maxFileSize")).toMatchObject({ flag: "max-file-size", type: "string" });
});

it("neither a run without configuration nor JSON loads the YAML parser", async () => {
  expect((await loadConfig({ paths: ["/nothing"], cwd: "/" })).values).toEqual({});
  expect((await parseDocument('{"a": 1}', "a.json")).data).toEqual({ a: 1 });
  await expect(parseDocument("a: 1", "a.yaml")).rejects.toThrow();
});
