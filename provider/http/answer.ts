import { printable } from "../printable";
import { describePage, isPage } from "./body";

/** An answer as it came. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** As much of an answer as a person reads. */
export const SHOWN = 2_000;

/** What bytes become that are no UTF-8. */
const NO_TEXT = "\uFFFD";

/** Text of a server, for a terminal: no control characters, no page of HTML, nothing binary, not endless. */
export function readable(body: string): string {
  const shown = (isPage(body) ? describePage(body) : body).slice(0, SHOWN * 2);
  // A page or a text in another encoding has some of them; what is binary has them everywhere.
  const spoilt = shown.split(NO_TEXT).length - 1;
  if (spoilt * 10 > shown.length) return `a body of ${body.length} characters that is not text`;
  const clean = printable(shown).trim();
  return clean.length <= SHOWN ? clean || "(nothing)" : `${clean.slice(0, SHOWN)} …`;
}

/** The seconds in `Retry-After`, which may be a date, too; undefined without one. */
export function retryAfterIn({ headers }: HttpAnswer): number | undefined {
  const text = headers["retry-after"];
  if (typeof text !== "string") return undefined;
  const seconds = /^\d+$/.test(text.trim()) ? Number(text) : (Date.parse(text) - Date.now()) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
