import { type z } from "zod";

import { readCertificates } from "../../http/certificates";
import { type ClientBehaviour, HttpClient, type HttpSystem } from "../../http/client";
import { errorFor } from "./error-for";
import { encodeParams, type Params } from "./form";
import { authorization } from "./oauth";

export interface ClientOptions extends ClientBehaviour {
  /** The region's base as `normaliseUrl` gives it. */
  readonly apiUrl: string;
  /** `consumer:token:secret` */
  readonly apiKey: string;
  /** PEM text, or the path of a file of it, with the authorities to trust instead of the system's. */
  readonly caCert?: string | undefined;
  /** Accepts any certificate: for tests on a network of one's own. */
  readonly insecure?: boolean | undefined;
}

/** One request. */
export interface MaasRequest<T> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Segments below `/api/2.0`; each is encoded by itself. */
  readonly path: readonly (string | number)[];
  /** All paths end in a slash except those of single partitions. Default true. */
  readonly slash?: boolean;
  readonly op?: string;
  readonly query?: Params;
  readonly form?: Params;
  /** What the body must be. */
  readonly schema: z.ZodType<T>;
}

export interface MaasClient {
  /** The region's base URL in one form, so that it can be compared across runs. */
  readonly apiUrl: string;
  request<T>(request: MaasRequest<T>): Promise<T>;
  /** The time by the clock of the region, in milliseconds: as exact as its answers' `Date`, to the second. */
  now(): number;
}

const CA_CERT = "maas:caCert (or the environment variable MAAS_API_CACERT)";

const ADVICE: HttpSystem["advice"] = {
  unreachable: "Check that the region is up, and the URL (maas:apiUrl or MAAS_API_URL).",
  handshake:
    "Check that the region serves TLS at this URL (maas:apiUrl or MAAS_API_URL), and give the authority that signed " +
    "its certificate (maas:caCert or MAAS_API_CACERT).",
  stranger: "This is not what MAAS answers: check the URL (maas:apiUrl or MAAS_API_URL), and proxies on the way.",
};

/**
 * A client for one region.
 * @throws CertificateError when `caCert` cannot be read
 */
export function createClient(options: ClientOptions): MaasClient {
  const { apiUrl, apiKey, caCert, insecure } = options;
  const system: HttpSystem = {
    name: "MAAS",
    server: "the region",
    url: apiUrl,
    connect: {
      ...(caCert ? { ca: readCertificates(caCert, CA_CERT) } : {}),
      ...(insecure ? { rejectUnauthorized: false } : {}),
    },
    authenticate: () => ({ authorization: authorization(apiKey) }),
    errorFor,
    advice: ADVICE,
  };
  const client = new HttpClient(system, options);
  let ahead = 0;
  return {
    apiUrl,
    request: async (request) => {
      const { value, headers } = await client.request(onTheWire(request));
      const date = typeof headers["date"] === "string" ? Date.parse(headers["date"]) : NaN;
      if (!Number.isNaN(date)) ahead = date - Date.now();
      return value;
    },
    now: () => Date.now() + ahead,
  };
}

const onTheWire = <T>({ method, path, slash = true, op, query = {}, form = {}, schema }: MaasRequest<T>) => {
  const search = encodeParams({ op, ...query });
  const hasBody = method === "POST" || method === "PUT";
  return {
    method,
    path: `/api/2.0/${path.map(encodeURIComponent).join("/")}${slash ? "/" : ""}${search === "" ? "" : `?${search}`}`,
    ...(hasBody ? { body: { type: "application/x-www-form-urlencoded", text: encodeParams(form) } } : {}),
    schema,
  };
};
