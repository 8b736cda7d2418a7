/** Parameters of a request; a list repeats its key, as MAAS wants it, and undefined is left out. */
export type Params = Readonly<Record<string, string | number | boolean | undefined | readonly (string | number)[]>>;

/** `application/x-www-form-urlencoded`. Booleans are `true` and `false`: to MAAS every other word, `0` too, is true. */
export function encodeParams(params: Params): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value === undefined) continue;
    for (const one of typeof value === "object" ? value : [value]) search.append(key, String(one));
  }
  return search.toString();
}
