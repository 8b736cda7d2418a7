import { LxdError } from "../http/errors";

/** An entry of `used_by`, `/1.0/instances/c1?project=maas`, as one would say it. */
function readable(url: string): string {
  const [path = "", search = ""] = url.split("?");
  const segments = path
    .replace(/^\/1\.0\//, "")
    .split("/")
    .map(decodeURIComponent);
  const project = new URLSearchParams(search).get("project");
  const [collection = "", ...rest] = segments;
  const what =
    collection === "storage-pools"
      ? `volume ${rest.slice(3).join("/") || rest.join("/")}`
      : `${collection} ${rest.join("/")}`;
  return project === null ? what : `${what} (project ${project})`;
}

/** LXD says that something is in use, and not by what. */
export function inUse(error: unknown, what: string, users: readonly string[] | null | undefined): unknown {
  if (!(error instanceof LxdError) || error.status !== 400 || !users || users.length === 0) return error;
  return new Error(`${what} is still in use by ${users.map(readable).join(", ")}.\n${error.message}`, { cause: error });
}
