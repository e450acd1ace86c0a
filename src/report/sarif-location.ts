/** Places as SARIF has them (SARIF 2.1.0, sections 3.4, 3.28 to 3.30). */
import type { Location, SourceKind } from "../types.ts";

interface ArtifactLocation {
  uri: string;
  uriBaseId?: "%SRCROOT%";
}

interface PhysicalLocation {
  artifactLocation: ArtifactLocation;
  region: {
    startLine: number;
    startColumn: number;
    endLine: number;
    endColumn: number;
    byteOffset: number;
    byteLength: number;
  };
}

/** The place as a `physicalLocation`. Lines and columns of SARIF count as ours do; `endColumn` is one past the end. */
export function physicalLocation(location: Location, kind: SourceKind): PhysicalLocation {
  const { startLine, startColumn, endLine, endColumn, byteOffset, byteLength } = location;
  return {
    artifactLocation: artifactLocation(location.path, kind),
    region: { startLine, startColumn, endLine, endColumn, byteOffset, byteLength },
  };
}

/**
 * A path as a percent-encoded URI reference (RFC 3986). Relative ones below the scanned directory hang on `%SRCROOT%`;
 * absolute ones become `file:` URIs; what leads out of the directory (`..`), or is no file, has no base.
 */
export function artifactLocation(path: string, kind: SourceKind): ArtifactLocation {
  // Such as `<commit 1234abcd5678>`.
  if (kind === "stdin" || (kind === "git" && path.startsWith("<"))) return { uri: encodePath(path) };
  if (path.startsWith("/")) return { uri: `file://${encodePath(path)}` };
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${path.slice(0, 2)}${encodePath(path.slice(2))}` };
  const segments = path.split("/").filter((segment) => segment !== "." && segment !== "");
  const uri = encodePath(segments.join("/"));
  return segments.includes("..") ? { uri } : { uri, uriBaseId: "%SRCROOT%" };
}

/** `encodeURIComponent` throws on a surrogate without its other half; a file name may well have one. */
function encodePath(path: string): string {
  const wellFormed = path.replace(/\p{Cs}/gu, "\ufffd");
  return wellFormed.split("/").map(encodeURIComponent).join("/");
}
