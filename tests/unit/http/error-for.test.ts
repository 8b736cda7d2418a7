import {
  AuthenticationError,
  BusyError,
  type RequestError,
  NotFoundError,
  NonceUsedError,
  outcomeOf,
  PermissionError,
  RedirectError,
  ServerError,
  StateConflictError,
  UnknownEndpointError,
  ValidationError,
} from "../../../provider/http/errors";
import { errorFor, retryAfterOf } from "../../../provider/maas/http/error-for";

const SECRET = "tokensecret00000000000000000000";
const PAGE = "<!DOCTYPE html><html><head><title>Conflict error</title></head><body>again</body></html>";

function refused(status: number, body = "", headers: Record<string, string> = {}, method = "POST"): RequestError {
  return errorFor({ method, path: "/api/2.0/machines/", status }, { status, body, headers });
}

test.each([
  [400, "no", {}, ValidationError],
  [401, "no", {}, AuthenticationError],
  [400, "Unrecognised signature: method=GET op=None", {}, AuthenticationError],
  [400, "Unrecognised signature: method=POST op=nope", {}, ValidationError],
  [403, "", {}, PermissionError],
  [404, "No RAID matches the given query.", { "x-maas-api-hash": "1f" }, NotFoundError],
  [404, "Unknown API endpoint: /MAAS/api/2.0/machine.", {}, UnknownEndpointError],
  [409, PAGE, { "retry-after": "5" }, BusyError],
  [409, "Cannot create RAID because the machine is not Ready.", {}, StateConflictError],
  [429, PAGE, {}, BusyError],
  [503, "no rack", { "retry-after": "10" }, BusyError],
  [503, "no power", {}, ServerError],
  [500, "boom", { "retry-after": "1" }, ServerError],
  [502, PAGE, { "retry-after": "1" }, ServerError],
  [504, PAGE, {}, ServerError],
  [410, "removed", {}, ServerError],
  [414, PAGE, {}, ServerError],
  [301, "", { location: "https://maas.example:5443/MAAS/" }, RedirectError],
])("%d %j %j is a %p", (status, body, headers, type) => {
  expect(refused(status, body, headers)).toBeInstanceOf(type);
});

test("a failure of MAAS has ended, and a gateway's answer leaves open what became of a write", () => {
  const statuses = [400, 401, 403, 404, 409, 410, 413, 500, 502, 503, 504];
  const outcomes = statuses.map((status) => [status, outcomeOf(refused(status))]);
  expect(outcomes.filter(([, outcome]) => outcome !== "refused")).toEqual([
    [500, "ended"],
    [502, "unknown"],
    [503, "unknown"],
    [504, "unknown"],
  ]);
});

test("a nonce that was used may have been used by a proxy, with success", () => {
  const error = refused(401, "Authorization Error: 'Nonce already used: 1'");
  expect(error).toBeInstanceOf(NonceUsedError);
  expect(outcomeOf(error)).toBe("ended");
});

test("before 3.3.5 the page of a conflict has no Retry-After, and means the same", () => {
  expect(retryAfterOf({ status: 409, body: PAGE, headers: {} })).toBe(5);
  expect(refused(409, PAGE)).toBeInstanceOf(BusyError);
});

test("Retry-After may be a date", () => {
  const inAMinute = new Date(Date.now() + 60_000).toUTCString();
  expect(retryAfterOf({ status: 503, body: "", headers: { "retry-after": inAMinute } })).toBeGreaterThan(55);
  expect(retryAfterOf({ status: 503, body: "", headers: { "retry-after": "soon" } })).toBeUndefined();
});

describe("a 400", () => {
  const read = (body: string): ValidationError => {
    const error = refused(400, body);
    if (error instanceof ValidationError) return error;
    throw error;
  };

  test("of a form has messages by field", () => {
    const error = read('{"name": ["This field is required."], "__all__": ["No.", "Never."]}');
    expect(error.fields).toEqual({ name: ["This field is required."], __all__: ["No.", "Never."] });
    expect(error.message).toContain("name: This field is required.; No. Never.");
  });

  test("of several messages has a list", () => {
    expect(read('["one", "two"]').fields).toEqual({ __all__: ["one", "two"] });
  });

  test("of one message has its text", () => {
    expect(read("Mount the filesystem first.").fields).toEqual({ __all__: ["Mount the filesystem first."] });
  });

  test("of another shape is told as it came", () => {
    expect(read('{"a": {"b": 1}}').message).toContain('{"a": {"b": 1}}');
    expect(read("{}").message).toContain("no reason given");
  });
});

describe("a message", () => {
  test("says what was tried, what MAAS said, and what can be done", () => {
    expect(refused(403, "", {}, "DELETE").message).toBe(
      "DELETE /api/2.0/machines/ answered 403: not allowed\n" +
        "The user of the API key needs to be an administrator, and the machine must not be locked.",
    );
  });

  test("has nothing of the body of a 401, which can hold the secret", () => {
    const body = `Authorization Error: 'Invalid signature. Expected signature base string: &${SECRET}'`;
    const error = refused(401, body);
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain(SECRET);
  });

  test("holds no control characters, and at most 2,000 characters of MAAS", () => {
    const error = refused(500, `\u001b[31mred\u0000\u202e${"x".repeat(100_000)}`);
    expect(error.message).toContain("[31mred");
    expect(error.message).not.toMatch(/(?!\n)\p{C}/u);
    expect(error.message.length).toBeLessThan(2_200);
  });

  test("tells a page by its title", () => {
    expect(refused(504, PAGE).message).toContain('an HTML page ("Conflict error")');
    expect(refused(502, "<html>bare</html>").message).toContain("an HTML page");
  });

  test("names where a redirect leads, without credentials and parameters", () => {
    const { message } = refused(302, "", { location: "https://user:pass@maas.example/MAAS/?token=1#top" });
    expect(message).toContain("a redirect to https://maas.example/MAAS/\n");
    expect(message).not.toMatch(/pass|token/);
  });
});
