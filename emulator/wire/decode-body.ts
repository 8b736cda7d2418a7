import { Body } from "./body";
import { serverError, unreadableBody } from "./reply";

type Values = Map<string, unknown[]>;

const UNREADABLE = new Body("unreadable", new Map());

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
    const [, quotedName, bareName] = /[;\s]name=(?:"([^"]*)"|([^;\s]+))/i.exec(head) ?? [];
    const name = quotedName ?? bareName;
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

/** JSON that has no fields: whoever asks for one fails, who asks for none does not notice. */
class NoObject extends Body {
  constructor(private readonly type: string) {
    super("json", new Map());
  }

  private fail(): never {
    throw serverError(`'${this.type}' object has no attribute 'get'`);
  }

  override has = (): boolean => this.fail();
  override value = (): unknown => this.fail();
  override list = (): readonly unknown[] => this.fail();
  override fields = (): [string, string][] => this.fail();
}

/** What Python calls the types of JSON. */
function typeName(value: unknown): string {
  if (Array.isArray(value)) return "list";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return typeof value === "string" ? "str" : "bool";
}

function json(text: string): Body {
  const parsed = parseJson(text);
  if (parsed === null) return UNREADABLE;
  if (typeof parsed !== "object" || Array.isArray(parsed)) return new NoObject(typeName(parsed));
  return new Body("json", new Map(Object.entries(parsed).map(([name, value]: [string, unknown]) => [name, [value]])));
}

/** Decodes a body by its content type, as the REST framework does before a handler sees it. */
export function decodeBody(body: Buffer, contentType: string | undefined): Body {
  const type = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "") return Body.empty;
  switch (type) {
    case "application/x-www-form-urlencoded":
      return new Body("form", urlEncoded(body.toString("utf8")));
    case "multipart/form-data":
      return new Body("form", multipart(body, contentType ?? ""));
    case "application/json":
      return json(body.toString("utf8"));
    default:
      return UNREADABLE;
  }
}
