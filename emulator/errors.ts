/** Content types by which MAAS's layers can be told apart (see `maas-api.md`, error notation). */
export const CONTENT_TYPE = {
  /** Handlers' answers, and form validation. */
  json: "application/json; charset=utf-8",
  /** Model validation that escapes from `save()`. */
  modelJson: "application/json",
  /** Exceptions that the middleware answers. */
  text: "text/plain; charset=utf-8",
  /** The REST framework's own short answers. */
  plain: "text/plain",
  html: "text/html; charset=utf-8",
} as const;

/** Messages by field; those of no field are under `__all__`. */
export type Fields = Record<string, string[]>;

/** An answer that is not a success. The request that ends in one has changed nothing. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly contentType: string,
    readonly body: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${status} ${body}`);
  }
}

/** Form validation: 400 with messages by field. */
export const formError = (fields: Fields): ApiError => new ApiError(400, CONTENT_TYPE.json, JSON.stringify(fields));

/** Model validation: the same body, another content type. */
export const modelError = (fields: Fields): ApiError =>
  new ApiError(400, CONTENT_TYPE.modelJson, JSON.stringify(fields));

/** One message of no field. */
export const badRequest = (message: string): ApiError => new ApiError(400, CONTENT_TYPE.text, message);

/** The machine's state does not allow it. */
export const stateConflict = (message: string): ApiError => new ApiError(409, CONTENT_TYPE.text, message);

export const forbidden = (message = ""): ApiError => new ApiError(403, CONTENT_TYPE.text, message);

/** What a client meets when MAAS itself fails; the message is the exception's. */
export const serverError = (message: string): ApiError => new ApiError(500, CONTENT_TYPE.text, message);

/** 404 of a handler, with the header by which clients know one. */
export const notFound = (message: string): ApiError =>
  new ApiError(404, CONTENT_TYPE.plain, message, { "x-maas-api-hash": API_HASH });

/** MAAS hashes its API description; ours is constant for a version of the emulator. */
export const API_HASH = "6d6161732d656d756c61746f722d6170692d3230";
