/**
 * Signature version 4 of AWS for a request without a body to the Security Token Service.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
import { createHash, createHmac } from "node:crypto";

const REGION = "us-east-1";
const SERVICE = "sts";

/** @param values `id` and `secret`. */
export function signedHeaders(
  { host, method, path }: { host: string; method: string; path: string },
  values: Readonly<Record<string, string>>,
  now: Date,
): Record<string, string> {
  const time = now.toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
  const day = time.slice(0, 8);
  const [route = "/", query = ""] = path.split("?");
  const sorted = query.split("&").toSorted().join("&");
  const canonical = [
    method,
    route,
    sorted,
    `host:${host}`,
    `x-amz-date:${time}`,
    "",
    "host;x-amz-date",
    sha256(""),
  ];
  const scope = `${day}/${REGION}/${SERVICE}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical.join("\n"))].join("\n");
  const key = [REGION, SERVICE, "aws4_request"].reduce<Buffer>(
    (from, part) => hmac(from, part),
    hmac(Buffer.from(`AWS4${values["secret"] ?? ""}`, "latin1"), day),
  );
  const signature = hmac(key, text).toString("hex");
  const credential = `Credential=${values["id"] ?? ""}/${scope}`;
  return {
    "x-amz-date": time,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
