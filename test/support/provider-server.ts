/** Servers of this machine: one that answers as providers do, and a proxy that writes down whom it is asked for. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  host: string;
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
  /** Milliseconds since the server began. */
  at: number;
}

export interface ProviderServer {
  /** `http://127.0.0.1:PORT` */
  base: string;
  asked: Asked[];
  close(): Promise<void>;
}

export type Answers = (asked: Asked, response: ServerResponse) => void;

export async function startProvider(answers: Answers): Promise<ProviderServer> {
  const asked: Asked[] = [];
  const began = performance.now();
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const { headers, method = "", url = "" } = request;
      const at = performance.now() - began;
      const body = Buffer.concat(pieces).toString();
      const one = { host: headers.host ?? "", method, url, headers, body, at };
      asked.push(one);
      answers(one, response);
    });
  });
  return { base: await listen(server), asked, close: () => close(server) };
}

export function json(response: ServerResponse, status: number, value: unknown, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

export interface RecordingProxy {
  address: string;
  /** `host:port` of each connection that was asked for, or the address of a plain request. */
  asked: string[];
  /** All bytes that came. */
  received(): string;
  close(): Promise<void>;
}

/** Refuses everything, so that nothing leaves the machine. */
export async function startProxy(): Promise<RecordingProxy> {
  const asked: string[] = [];
  const pieces: Buffer[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(403);
    response.end();
  });
  server.on("connection", (socket) => socket.on("data", (piece) => pieces.push(Buffer.from(piece))));
  server.on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  const address = await listen(server);
  const received = (): string => Buffer.concat(pieces).toString("latin1");
  return { address, asked, received, close: () => close(server) };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
