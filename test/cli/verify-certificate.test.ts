/** `--verify` over TLS: a key is told only to a server whose certificate is the provider's, whatever the environment says. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer as createProxy } from "node:http";
import { createServer, type Server } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findingsOf, keyscan } from "./keyscan.ts";
import { stripeKey, tree } from "./scratch.ts";

const HAS_OPENSSL = spawnSync("openssl", ["version"]).status === 0;
const KEY = stripeKey(1);

interface Provider {
  /** Certificate, in PEM. */
  file: string;
  server: Server;
  /** Requests that came through TLS. */
  asked: string[];
}

/** A server that knows one key, with a certificate of its own making. */
async function provider(name: string): Promise<Provider> {
  const folder = tree();
  const [key, file] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const made = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", `/CN=${name}`, "-keyout", key];
  const options = { cwd: folder, stdio: "ignore" } as const;
  execFileSync(
    "openssl",
    ["req", "-x509", ...made, "-out", file, "-addext", `subjectAltName=DNS:${name}`],
    options,
  );
  const asked: string[] = [];
  const server = createServer({ key: readFileSync(key), cert: readFileSync(file) }, (request, response) => {
    const { host = "", authorization } = request.headers;
    asked.push(host);
    const isRight = authorization === `Basic ${Buffer.from(`${KEY}:`).toString("base64")}`;
    response.writeHead(isRight ? 200 : 401, { "content-type": "application/json" });
    response.end("{}");
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { file, server, asked };
}

describe.skipIf(!HAS_OPENSSL)(
  `the certificate of a provider${HAS_OPENSSL ? "" : " (openssl was not found to make one)"}`,
  () => {
    let right: Provider;
    let other: Provider;
    beforeAll(async () => {
      right = await provider("api.stripe.com");
      other = await provider("api.stripe.example");
    });
    afterAll(() => {
      right.server.close();
      other.server.close();
    });

    /** Asks through a proxy that leads every connection to this server. */
    async function ask(server: Server, env: Readonly<Record<string, string>>): Promise<unknown> {
      const proxy = createProxy();
      proxy.on("connect", (_request, client) => {
        const onward = connect((server.address() as AddressInfo).port, "127.0.0.1", () => {
          client.write("HTTP/1.1 200 Connection established\r\n\r\n");
          client.pipe(onward).pipe(client);
        });
        for (const socket of [client, onward]) socket.on("error", () => onward.destroy());
      });
      await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
      try {
        const run = await keyscan(["--verify", "--format", "jsonl"], {
          cwd: tree({ "pay.ts": `const key = "${KEY}";\n` }),
          env: { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, ...env },
        });
        return findingsOf(run)[0]?.verified;
      } finally {
        proxy.closeAllConnections();
        proxy.close();
      }
    }

    it("that an authority vouches for, is asked", async () => {
      const answer = await ask(right.server, { NODE_EXTRA_CA_CERTS: right.file });
      expect(answer).toMatchObject({ result: "active", host: "api.stripe.com" });
      expect(new Set(right.asked.splice(0))).toEqual(new Set(["api.stripe.com"]));
    });

    it.each([
      ["that nobody vouches for", {}],
      ["also where Node was told to take any", { NODE_TLS_REJECT_UNAUTHORIZED: "0" }],
    ])("%s: the key is not sent", async (_, env) => {
      expect(await ask(right.server, env)).toMatchObject({
        result: "unknown",
        reason: expect.stringContaining("DEPTH_ZERO_SELF_SIGNED_CERT") as string,
      });
      expect(right.asked).toEqual([]);
    });

    it("of somebody else: the key is not sent", async () => {
      const answer = await ask(other.server, { NODE_EXTRA_CA_CERTS: other.file });
      expect(answer).toMatchObject({
        result: "unknown",
        reason: expect.stringContaining("ERR_TLS_CERT_ALTNAME_INVALID") as string,
      });
      expect(other.asked).toEqual([]);
    });
  },
);
