import { ApiError, CONTENT_TYPE, formError } from "../errors";
import { Form } from "../form";

type Values = Map<string, string[] | string>;

function append(values: Values, name: string, value: string): void {
  const known = values.get(name);
  if (Array.isArray(known)) known.push(value);
  else values.set(name, [value]);
}

function urlencoded(body: string): Values {
  const values: Values = new Map();
  for (const [name, value] of new URLSearchParams(body)) append(values, name, value);
  return values;
}

/** The fields of a multipart body; files are taken as text, as MAAS's command line sends its fields as files. */
function multipart(body: Buffer, contentType: string): Values {
  const values: Values = new Map();
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return values;
  const parts = body.toString("latin1").split(`--${boundary}`).slice(1, -1);
  for (const part of parts) {
    const [head = "", ...rest] = part.split("\r\n\r\n");
    const name = /name="([^"]*)"/i.exec(Buffer.from(head, "latin1").toString("utf8"))?.[1];
    const content = Buffer.from(rest.join("\r\n\r\n").replace(/\r\n$/, ""), "latin1");
    if (name === undefined) continue;
    const isBase64 = /content-transfer-encoding:\s*base64/i.test(head);
    append(
      values,
      name,
      isBase64 ? Buffer.from(content.toString("latin1"), "base64").toString("utf8") : content.toString("utf8"),
    );
  }
  return values;
}

const asText = (value: unknown): string => {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value as number | boolean);
};

function json(body: string): Values {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new ApiError(400, CONTENT_TYPE.plain, "Bad Request");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new ApiError(500, CONTENT_TYPE.text, "'list' object has no attribute 'items'");
  }
  return new Map(
    Object.entries(parsed).map(([name, value]: [string, unknown]) => [
      name,
      Array.isArray(value) ? value.map(asText) : asText(value),
    ]),
  );
}

/** Decodes a body by its content type, as the REST framework does before a handler sees it. */
export function decodeBody(body: Buffer, contentType: string | undefined): Form {
  const type = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (body.length === 0 || type === "") return Form.empty();
  switch (type) {
    case "application/x-www-form-urlencoded":
      return new Form(urlencoded(body.toString("utf8")));
    case "multipart/form-data":
      return new Form(multipart(body, contentType ?? ""));
    case "application/json":
      return new Form(json(body.toString("utf8")));
    default:
      throw formError({});
  }
}
