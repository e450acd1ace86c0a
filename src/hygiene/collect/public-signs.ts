/** Signs that a repository is public. Nobody is asked: whether it is can't be told offline, and no more is claimed. */
import { ownSettings } from "../../sources/git/own-settings.ts";
import { findRepository } from "../../sources/git/repository.ts";
import { parseObject, type Tree } from "./tree.ts";

const HOSTS =
  /^(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitea\.com|git\.sr\.ht|huggingface\.co|gitee\.com)$/;
const OPEN_LICENSE =
  /\bMIT License\b|Apache License|GNU (?:AFFERO |LESSER )?GENERAL PUBLIC LICENSE|BSD \d-Clause|Redistribution and use in source|Mozilla Public License|ISC License|free and unencumbered software|Permission is hereby granted, free of charge/i;
const BADGES =
  /img\.shields\.io|badge\.svg|badge\.fury\.io|badgen\.net|codecov\.io|pypi\.org\/project|npmjs\.com\/package/;
const FOR_STRANGERS = [
  "CODE_OF_CONDUCT.md",
  ".github/FUNDING.yml",
  ".github/ISSUE_TEMPLATE",
  "CONTRIBUTING.md",
  "SECURITY.md",
];

export interface PublicSigns {
  /** Hosts of remotes where everybody can have a public repository. */
  hosts: string[];
  /** Each in a few words: "LICENSE is an open-source licence". */
  signs: string[];
}

/** @param workTree The root of the repository. */
export function publicSigns(tree: Tree, workTree: string): PublicSigns {
  return {
    hosts: hostsOf(workTree),
    signs: [...licenseSigns(tree), ...readmeSigns(tree), ...fileSigns(tree)],
  };
}

function hostsOf(workTree: string): string[] {
  const places = findRepository(workTree);
  if (places === undefined) return [];
  const hosts = ownSettings(places)
    .filter(({ section, key }) => section === "remote" && key === "url")
    .map(({ value }) => hostOf(value))
    .filter((host) => host !== undefined);
  return [...new Set(hosts)].filter((host) => HOSTS.test(host));
}

/** Of `https://user:password@host/path` and `git@host:path`: the host alone. */
function hostOf(address: string): string | undefined {
  const host =
    /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?([a-z0-9.-]+)/i.exec(address)?.[1] ??
    /^(?:[^/@:]+@)?([a-z0-9.-]+):/i.exec(address)?.[1];
  return host?.toLowerCase().replace(/^(?:www|ssh)\./, "");
}

function licenseSigns(tree: Tree): string[] {
  const name = tree.names("").find((one) => /^(?:LICEN[CS]E|COPYING)(?:\.(?:md|txt))?$/i.test(one));
  return name !== undefined && OPEN_LICENSE.test(tree.read(name) ?? "")
    ? [`${name} is an open-source licence`]
    : [];
}

function readmeSigns(tree: Tree): string[] {
  const name = tree.names("").find((one) => /^README(?:\.\w+)?$/i.test(one));
  return name !== undefined && BADGES.test(tree.read(name) ?? "")
    ? [`${name} has badges of public services`]
    : [];
}

function fileSigns(tree: Tree): string[] {
  const manifest = parseObject(tree.read("package.json")) ?? {};
  const { access } = (manifest["publishConfig"] ?? {}) as { access?: unknown };
  const found = FOR_STRANGERS.find((name) => tree.isFile(name) || tree.isDirectory(name));
  return [
    ...(access === "public" && manifest["private"] !== true ? ["package.json publishes to everybody"] : []),
    ...(found === undefined ? [] : [`${found} speaks to people from outside`]),
  ];
}
