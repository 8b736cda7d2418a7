/** Where a request goes, taken apart once for all who look at it. */
export interface Target {
  /** Without the query, as it came. */
  readonly path: string;
  readonly query: URLSearchParams;
}

export function parseTarget(url: string): Target {
  const at = url.indexOf("?");
  return at < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, at), query: new URLSearchParams(url.slice(at + 1)) };
}
