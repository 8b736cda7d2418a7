import { formErrors } from "./reply";
import { type Body } from "./body";
import { parseBytes } from "./bytes";
import { toText } from "./python";

/** What a list field can be chosen from: things by the texts that name them. */
export type Choices<T> = ReadonlyMap<string, T>;

const UUID4 = /[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}/i;

export const notAChoice = (value: string): string =>
  `Select a valid choice. ${value} is not one of the available choices.`;

/** The same in the words of MAAS's own fields. */
export function notOneOf(value: string, what: string, valid: readonly string[]): string {
  return `'${value}' is not a valid ${what}.  It should be one of: ${valid.map((one) => `'${one}'`).join(", ")}.`;
}

/** Reads the fields of a body as Django's forms do, and reports everything that is wrong at once. */
export class Form {
  private readonly errors = new Map<string, string[]>();

  constructor(private readonly body: Body) {
    if (body.kind === "unreadable") throw formErrors({});
  }

  fail(field: string, message: string): void {
    this.errors.set(field, [...(this.errors.get(field) ?? []), message]);
  }

  failForm(message: string): void {
    this.fail("__all__", message);
  }

  /** Takes back what was said of a field. */
  forgive(field: string): void {
    this.errors.delete(field);
  }

  isWrong(field: string): boolean {
    return this.errors.has(field);
  }

  get isValid(): boolean {
    return this.errors.size === 0;
  }

  /** Ends the request when anything was wrong. */
  validate(): void {
    if (!this.isValid) throw formErrors(Object.fromEntries(this.errors));
  }

  has(field: string): boolean {
    return this.body.has(field);
  }

  /** The fields whose names begin alike, by the rest of their names. */
  prefixed(prefix: string): Record<string, string> {
    const found = this.body.fields().filter(([name]) => name.startsWith(prefix) && name !== prefix);
    return Object.fromEntries(found.map(([name, text]) => [name.slice(prefix.length), text]));
  }

  /** An empty list of a JSON body is as good as no value (Django's EMPTY_VALUES). */
  private textOf(field: string): string {
    const value = this.body.value(field);
    return isEmptyList(value) ? "" : (toText(value) ?? "");
  }

  /** Every text of a field that was given several times. */
  texts(field: string): string[] {
    return this.body.list(field).flatMap((value) => toText(value) ?? []);
  }

  /** As it came; empty when it was not given. */
  private given(field: string, required: boolean): string {
    const text = this.textOf(field);
    if (text === "" && required) this.fail(field, "This field is required.");
    return text;
  }

  /** A character field is stripped (CharField). */
  text(field: string, options: { readonly required?: boolean; readonly max?: number } = {}): string {
    const text = this.textOf(field).trim();
    if (text === "" && options.required === true) this.fail(field, "This field is required.");
    const length = [...text].length;
    if (options.max !== undefined && length > options.max) {
      this.fail(field, `Ensure this value has at most ${options.max} characters (it has ${length}).`);
    }
    if (text.includes("\0")) this.fail(field, "Null characters are not allowed.");
    return text;
  }

  /** A text that must match; white space counts (RegexField). Undefined when it was not given. */
  private matching(field: string, pattern: RegExp, required = false): string | undefined {
    const text = this.given(field, required);
    if (text === "") return undefined;
    if (text.includes("\0")) this.fail(field, "Null characters are not allowed.");
    if (!pattern.test(text)) this.fail(field, "Enter a valid value.");
    return text;
  }

  private length(field: string, text: string, least: number, most: number): void {
    const length = [...text].length;
    if (length < least) this.fail(field, `Ensure this value has at least ${least} characters (it has ${length}).`);
    if (length > most) this.fail(field, `Ensure this value has at most ${most} characters (it has ${length}).`);
  }

  /** 32 to 36 characters that contain a version 4 UUID; kept as it came (forms: UUID4Field). */
  uuid(field = "uuid"): string | undefined {
    const text = this.given(field, false);
    if (text !== "") this.length(field, text, 32, 36);
    return this.matching(field, UUID4);
  }

  /** `^(/[^/]*)*$`, up to 4095 characters (forms: AbsolutePathField). */
  absolutePath(field: string, required = false): string | undefined {
    const text = this.given(field, false);
    if (text !== "") this.length(field, text, 1, 4095);
    return this.matching(field, /^(?:\/[^/]*)*$/, required);
  }

  /** Digits with an SI suffix; not stripped (forms: BytesField). */
  bytes(
    field: string,
    options: { readonly required?: boolean; readonly min?: number; readonly max?: number | bigint } = {},
  ): number | undefined {
    // A size is made a text before it is looked at, and that of an empty list is not empty.
    if (isEmptyList(this.body.value(field))) this.fail(field, "Enter a valid value.");
    const text = this.matching(field, /^-?[0-9]+[KMGTPE]?$/i, options.required);
    if (text === undefined || this.isWrong(field)) return undefined;
    const { min = -Infinity, max = Infinity } = options;
    const size = parseBytes(text);
    if (size < min) this.fail(field, `Ensure this value is greater than or equal to ${min}.`);
    if (size > max) this.fail(field, `Ensure this value is less than or equal to ${max}.`);
    return this.isWrong(field) ? undefined : size;
  }

  /** Bytes, or a percentage, which is left to the caller (fields_storage.py: BytesOrPercentageField). */
  bytesOrShare(field: string): { readonly bytes: number } | { readonly percent: number } | undefined {
    const text = this.matching(field, /^(\d+(\.\d*)?%|-?[0-9]+[KMGTPE]?)$/i);
    if (text === undefined || this.isWrong(field)) return undefined;
    return text.endsWith("%") ? { percent: Number.parseFloat(text) } : { bytes: parseBytes(text) };
  }

  isShare(field: string): boolean {
    return this.given(field, false).endsWith("%");
  }

  integer(field: string, min: number): number | undefined {
    const text = this.given(field, false).trim();
    if (text === "") return undefined;
    if (!/^[+-]?\d+(\.0*)?$/.test(text)) this.fail(field, "Enter a whole number.");
    else if (Number(text) < min) this.fail(field, `Ensure this value is greater than or equal to ${min}.`);
    else return Number(text);
    return undefined;
  }

  /** Every text but an empty one and `false` is true, `0` and `no` included (Django's CheckboxInput). */
  flag(field: string): boolean {
    const value = this.body.value(field);
    return typeof value === "string" ? value !== "" && value.toLowerCase() !== "false" : Boolean(value);
  }

  /** One of a few words. */
  word<T extends string>(
    field: string,
    words: readonly T[],
    options: { readonly required?: boolean } = {},
  ): T | undefined {
    const text = this.given(field, options.required === true);
    const found = words.find((word) => word === text);
    if (text !== "" && found === undefined) this.fail(field, notAChoice(text));
    return found;
  }

  /** One thing, by its id or its name. */
  one<T>(
    field: string,
    choices: Choices<T>,
    options: { readonly required?: boolean; readonly message?: (value: string) => string } = {},
  ): T | undefined {
    const text = this.given(field, options.required === true);
    const found = choices.get(text);
    if (text !== "" && found === undefined) this.fail(field, (options.message ?? notAChoice)(text));
    return text === "" ? undefined : found;
  }

  /** Several things, each counted once; only the first that is not there is named (MultipleChoiceField). */
  many<T>(field: string, choices: Choices<T>): T[] {
    return [...new Set(this.each(field, choices))];
  }

  /** As `many`, but as they came: what is named twice is there twice. */
  each<T>(field: string, choices: Choices<T>): T[] {
    const values = this.body.list(field);
    if (this.body.kind === "json" && this.body.has(field) && !isJsonList(values)) {
      if (values[0]) this.fail(field, "Enter a list of values.");
      return [];
    }
    const texts = (this.body.kind === "json" ? values.flat() : values).map((value) => toText(value) ?? "None");
    const wrong = texts.find((text) => !choices.has(text));
    if (wrong !== undefined) this.fail(field, notAChoice(wrong));
    const found = texts.flatMap((text) => choices.get(text) ?? []);
    return wrong === undefined ? found : [];
  }
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** A JSON body holds a list as the one value of its key. */
function isJsonList(values: readonly unknown[]): boolean {
  return values.length === 1 && Array.isArray(values[0]);
}
