/**
 * The base of a region, ending in `/MAAS`, from any of the forms in which people write it: with or without `/MAAS`, a
 * slash at the end, `/api/2.0/`. Two ways to write one region are the same text. Undefined when it is no http(s) URL.
 */
export function normaliseUrl(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return undefined;
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  const path = url.pathname
    .replace(/\/+/g, "/")
    .replace(/\/api(\/2\.0)?\/?$/, "")
    .replace(/\/$/, "");
  return `${url.protocol}//${url.host}${path === "" ? "/MAAS" : path}`;
}
