/** Who sent a request that a log line tells of, and how it was answered: fields by name (JSON, logfmt), or by the format's places. */

export interface Request {
  /** An IP address. */
  client?: string;
  /** As sent, at most AGENT characters. */
  agent?: string;
  status?: number;
}

const AGENT = 160;

const CLIENT_FIELD =
  /["']?\b(?:client_?ip|remote_?(?:addr|ip|address)|source_?ip|src_?ip|ip_?address|peer|ip|client|x[-_]forwarded[-_]for|fwd)["']?\s?[:=]\s?["']?([0-9a-f][0-9a-f.:]{5,44})/i;
const IPV4 = /(?<![\w.:-])((?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3})(?![\w.-])/;
/** What could be an IPv6 address; a time is none. */
const IPV6 = /(?<![\w.:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w.:])/gi;
/** So many times are passed over before an address. */
const TRIES = 8;

const STATUS_FIELD =
  /["']?\b(?:http_?)?(?:status|status_?code|response_?code|response_?status)["']?\s?[:=]\s?["']?([1-5]\d\d)\b/i;
/** `"GET / HTTP/1.1" 200 …`. */
const STATUS_AFTER = /HTTP\/[\d.]{1,3}\\?" ([1-5]\d\d)\b/;
/** AWS load balancers: `… 200 200 34 366 "GET …`. */
const STATUS_BEFORE = /(?<![\d.])([1-5]\d\d) (?:[1-5]\d\d|-) \d+ \d+ "[A-Z-]/;

const AGENT_FIELD =
  /["']?\b(?:http_?)?user[-_]?agent["']?\s?[:=]\s?(?:"((?:[^"\\]|\\.){1,400})"?|([^\s",}]{1,400}))/i;
/** The last quoted text of a request: `"GET / HTTP/1.1" 200 5 "referer" "agent"`, `"GET … HTTP/1.1" "agent"`. */
const AGENT_AFTER = /HTTP\/[\d.]{1,3}"(?: [^"]{1,80})? "(?:[^"]{0,2000}" ")?([^"]{1,400})"/;

/** @param line Secrets in it are masked already. */
export function requestOf(line: string): Request {
  if (isCloudFront(line)) return cloudFront(line);
  const isAccess = line.includes(" HTTP/");
  return {
    ...clientOf(line, isAccess),
    ...statusOf(line, isAccess),
    ...agentOf(line, isAccess),
  };
}

function clientOf(line: string, isAccess: boolean): Pick<Request, "client"> {
  const client = (isAccess ? undefined : CLIENT_FIELD.exec(line)?.[1]) ?? firstAddress(line);
  return client === undefined ? {} : { client: address(client) };
}

function statusOf(line: string, isAccess: boolean): Pick<Request, "status"> {
  const byPlace = isAccess ? (STATUS_AFTER.exec(line) ?? STATUS_BEFORE.exec(line)) : null;
  const status = byPlace?.[1] ?? STATUS_FIELD.exec(line)?.[1];
  return status === undefined ? {} : { status: Number(status) };
}

function agentOf(line: string, isAccess: boolean): Pick<Request, "agent"> {
  const named = AGENT_FIELD.exec(line);
  const agent = named?.[1] ?? named?.[2] ?? (isAccess ? AGENT_AFTER.exec(line)?.[1] : undefined);
  return agent === undefined || agent === "-" ? {} : { agent: agent.slice(0, AGENT) };
}

function firstAddress(line: string): string | undefined {
  const four = IPV4.exec(line);
  IPV6.lastIndex = 0;
  for (let i = 0; i < TRIES; i++) {
    const six = IPV6.exec(line);
    if (six === null || (four !== null && four.index < six.index)) break;
    // Loaded when it is needed: `node:net` takes two milliseconds.
    if (process.getBuiltinModule("node:net").isIPv6(six[0])) return six[0];
  }
  return four?.[1];
}

/** Without the port of an IPv4 address, and in small letters. */
function address(text: string): string {
  const isWithPort = /^[\d.]+:\d+$/.test(text);
  return (isWithPort ? text.slice(0, text.indexOf(":")) : text.replace(/[.:]$/, "")).toLowerCase();
}

/** Standard logs of CloudFront: tab-separated, date and time first. */
function isCloudFront(line: string): boolean {
  return line.charAt(10) === "\t" && line.charAt(19) === "\t";
}

function cloudFront(line: string): Request {
  const fields = line.split("\t", 12);
  const [, , , , client = "-", , , , status = "-", , agent = "-"] = fields;
  return {
    ...(client === "-" ? {} : { client: client.toLowerCase() }),
    ...(/^[1-5]\d\d$/.test(status) ? { status: Number(status) } : {}),
    ...(agent === "-" ? {} : { agent: decoded(agent).slice(0, AGENT) }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("%25", "%"));
  } catch {
    return text;
  }
}
