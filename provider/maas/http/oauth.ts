import { randomBytes } from "node:crypto";

import OAuth from "oauth-1.0a";

/** The three parts of a MAAS API key. */
const API_KEY = /^([^:\s]+):([^:\s]+):([^:\s]+)$/;

/** True for `consumer:token:secret`. */
export const isApiKey = (text: string): boolean => API_KEY.test(text.trim());

/** MAAS signs nothing but the header: OAuth 1.0a PLAINTEXT with an empty consumer secret. */
const maasOAuth = (consumerKey: string): OAuth =>
  new OAuth({
    consumer: { key: consumerKey, secret: "" },
    signature_method: "PLAINTEXT",
    hash_function: (_base, key) => key,
    parameter_seperator: ", ",
  });

/** A fresh Authorization header: MAAS keeps every nonce for ever, so each attempt has its own. */
export function authorization(apiKey: string): string {
  const [, consumerKey = "", tokenKey = "", tokenSecret = ""] = API_KEY.exec(apiKey.trim()) ?? [];
  const oauth = maasOAuth(consumerKey);
  oauth.getNonce = () => randomBytes(16).toString("hex");
  const data = oauth.authorize({ url: "", method: "" }, { key: tokenKey, secret: tokenSecret });
  return oauth.toHeader(data).Authorization;
}
