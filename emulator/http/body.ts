import { Body } from "../form";
import { serverError, unreadableBody } from "../wire/reply";

type Values = Map<string, unknown[]>;

function append(values: Values, name: string, value: unknown): void {
  const known = values.get(name);
  if (known === undefined) values.set(name, [value]);
  else known.push(value);
}

function urlEncoded(text: string): Values {
  const values: Values = new Map();
  for (const [name, value] of new URLSearchParams(text)) append(values, name, value);
  return values;
}

/** Fields, and files as texts: MAAS's command line and its libraries send their fields as files. */
function multipart(body: Buffer, contentType: string): Values {
  const values: Values = new Map();
  const [, quoted, bare] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return values;
  // Latin-1 keeps every byte, so that the parts can be cut out as text.
  for (const part of body.toString("latin1").split(`--${boundary}`).slice(1, -1)) {
    const end = part.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const head = Buffer.from(part.slice(0, end), "latin1").toString("utf8");
    const name = /name="([^"]*)"/i.exec(head)?.[1];
    if (name === undefined) continue;
    const content = part.slice(end + 4).replace(/\r\n$/, "");
    const isBase64 = /content-transfer-encoding:\s*base64/i.test(head);
    append(values, name, Buffer.from(content, isBase64 ? "base64" : "latin1").toString("utf8"));
  }
  return values;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadableBody();
  }
}

function json(text: string): Values {
  const parsed = parseJson(text);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw serverError("'list' object has no attribute 'get'");
  }
  return new Map(Object.entries(parsed).map(([name, value]: [string, unknown]) => [name, [value]]));
}

/** Decodes a body by its content type, as the REST framework does before a handler sees it. */
export function decodeBody(body: Buffer, contentType: string | undefined): Body {
  const type = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (body.length === 0 || type === "") return Body.empty;
  switch (type) {
    case "application/x-www-form-urlencoded":
      return new Body("form", urlEncoded(body.toString("utf8")));
    case "multipart/form-data":
      return new Body("form", multipart(body, contentType ?? ""));
    case "application/json":
      return new Body("json", json(body.toString("utf8")));
    default:
      return new Body("unreadable", new Map());
  }
}
