import { z } from "zod";

import { type HttpAnswer, readable, retryAfterIn, SHOWN } from "../../http/answer";
import { isPage } from "../../http/body";
import { isBusy } from "../../http/retry";
import {
  AuthenticationError,
  BusyError,
  type RequestError,
  NonceUsedError,
  NotFoundError,
  PermissionError,
  RedirectError,
  type Sent,
  ServerError,
  StateConflictError,
  UnknownEndpointError,
  ValidationError,
} from "../../http/errors";

const fieldsSchema = z.record(z.string(), z.union([z.array(z.string()), z.string()]));
const listSchema = z.array(z.string());

/** What MAAS asks for with the page of a conflict, since 3.3.5; older ones send the page without the header, as proxies do. */
const CONFLICT_PAUSE_S = 5;

/** The seconds after which MAAS wants to be asked again; undefined when it does not. */
export function retryAfterOf(answer: HttpAnswer): number | undefined {
  const { status, headers, body } = answer;
  const hasConflictPage = status === 429 || (status === 409 && isPage(body));
  return headers["retry-after"] === undefined && hasConflictPage ? CONFLICT_PAUSE_S : retryAfterIn(answer);
}

function parseFields(body: string): Record<string, string[]> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { __all__: [readable(body)] };
  }
  const list = listSchema.safeParse(json);
  if (list.success) return { __all__: list.data.map(readable) };
  const fields = fieldsSchema.safeParse(json);
  if (!fields.success) return { __all__: [readable(body)] };
  return Object.fromEntries(
    Object.entries(fields.data).map(([field, said]) => [
      field,
      (typeof said === "string" ? [said] : said).map(readable),
    ]),
  );
}

const describe = (fields: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(fields)
    .map(([field, said]) => (field === "__all__" ? said.join(" ") : `${field}: ${said.join(" ")}`))
    .join("; ")
    .slice(0, SHOWN) || "(no reason given)";

/** Without credentials, the collections answer 400 with these words instead of 401 (`api/nodes.py`). */
const ANONYMOUS = "Unrecognised signature: method=GET op=None";

function notFound(sent: Sent, answer: HttpAnswer): RequestError {
  const said = readable(answer.body);
  // MAAS's own handlers send this header with a 404; a proxy, or a URL that MAAS does not know, does not.
  if (answer.headers["x-maas-api-hash"] !== undefined) return new NotFoundError(sent, said, "");
  return new UnknownEndpointError(
    sent,
    said,
    "This is not an answer of the MAAS API: check the URL (maas:apiUrl or MAAS_API_URL).",
  );
}

/** The error that an answer stands for. Branch on its class, never on its text. */
export function errorFor(sent: Sent, answer: HttpAnswer): RequestError {
  const { status, body, headers } = answer;
  const retryAfterS = isBusy(status) ? retryAfterOf(answer) : undefined;
  const keyAdvice = "Check the API key (maas:apiKey or MAAS_API_KEY), and the clock of this computer.";
  switch (true) {
    case status === 401 && body.includes("Nonce already used"):
      return new NonceUsedError(sent, "the nonce was used before", "Does a proxy before MAAS send requests twice?");
    case status === 401 || (status === 400 && body.trim() === ANONYMOUS):
      return new AuthenticationError(sent, "MAAS refused the API key", keyAdvice);
    case status >= 300 && status < 400:
      return new RedirectError(sent, `a redirect${target(headers["location"])}`, REDIRECT_ADVICE);
    case status === 400: {
      const fields = parseFields(body);
      return new ValidationError(sent, fields, describe(fields));
    }
    case status === 403:
      return new PermissionError(
        sent,
        body.trim() === "" ? "not allowed" : readable(body),
        "The user of the API key needs to be an administrator, and the machine must not be locked.",
      );
    case status === 404:
      return notFound(sent, answer);
    case retryAfterS !== undefined:
      return new BusyError(sent, retryAfterS ?? 0, readable(body), "The region is busy: run again.");
    case status === 409:
      return new StateConflictError(sent, readable(body), "");
    case status === 413 || status === 414:
      return new ServerError(sent, readable(body), "Ask for less in one request: give fewer values.");
    default:
      return new ServerError(sent, readable(body), status >= 500 ? "See the log of the region (regiond)." : "");
  }
}

const REDIRECT_ADVICE =
  "Use the URL that it leads to (maas:apiUrl or MAAS_API_URL), usually https in place of http: redirects are not followed.";

/** Where a redirect leads, without what could be a secret in it. */
function target(location: string | string[] | undefined): string {
  if (typeof location !== "string") return "";
  return ` to ${readable(location.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//")).slice(0, 200)}`;
}
