import { type z } from "zod";

/** What an answer's body turned out to be. */
export type Parsed<T> =
  | { readonly value: T }
  | {
      readonly problem: string;
      /** True for a body that may have been spoilt on its way, so that a read is worth repeating. */
      readonly spoilt: boolean;
    };

/** True for a web page: of a proxy, of MAAS's own user interface, of something else that listens there. */
export const isPage = (body: string): boolean => /^\s*<(?:!doctype|html)/i.test(body.slice(0, 200));

/** A web page by its title. */
export function describePage(body: string): string {
  const title = /<title>([^<]{0,200})/i.exec(body.slice(0, 20_000))?.[1]?.trim();
  return title ? `an HTML page ("${title}")` : "an HTML page";
}

/** What `set_boot_disk` answers in place of JSON. */
const OK = "OK";

/** Reads a body; what does not fit is told without repeating it, since it may hold passwords of power drivers. */
export function parseBody<T>(schema: z.ZodType<T>, body: string): Parsed<T> {
  if (isPage(body)) return { problem: describePage(body), spoilt: false };
  let json: unknown;
  try {
    json = body === "" ? undefined : body === OK ? body : JSON.parse(body);
  } catch {
    return { problem: `a body of ${body.length} characters that is not JSON`, spoilt: true };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue?.path.map(String).join(".") || "the body";
  return { problem: `${where}: ${issue?.message ?? "not as expected"}`, spoilt: false };
}
