import { type Call } from "./call";
import { badRequest } from "../wire/reply";

/** A field of a form that says yes or no, in one of several words (formencode's StringBool). */
export function stringBool({ body }: Call, field: string, fallback = false): boolean {
  const text = (body.posted(field) ?? String(fallback)).trim().toLowerCase();
  if (["true", "t", "yes", "y", "on", "1"].includes(text)) return true;
  if (["false", "f", "no", "n", "off", "0"].includes(text)) return false;
  throw badRequest(`Invalid ${field}: Value should be 'true' or 'false'`);
}
