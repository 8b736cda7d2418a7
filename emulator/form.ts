import { type Fields, formError } from "./errors";
import { ALIGNMENT, parseBytes } from "./rules/sizes";

/** The decoded body of a request. Of a key that is given several times, single fields take the last. */
export class Form {
  private readonly problems: Fields = {};

  constructor(private readonly values: ReadonlyMap<string, readonly string[] | string>) {}

  static empty(): Form {
    return new Form(new Map());
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** As it came. */
  raw(name: string): string | undefined {
    const value = this.values.get(name);
    return typeof value === "string" ? value : value?.at(-1);
  }

  /** A character field: stripped, and empty is absent. */
  text(name: string): string | undefined {
    return this.raw(name)?.trim() || undefined;
  }

  requiredText(name: string): string {
    const text = this.text(name);
    if (text === undefined) this.problem(name, "This field is required.");
    return text ?? "";
  }

  /** Any word but an empty one and `false` is true (Django's checkbox). */
  flag(name: string): boolean {
    const text = this.raw(name);
    return text !== undefined && text !== "" && text.toLowerCase() !== "false";
  }

  /** A list field: a repeated key. A JSON body can hold something else than a list there. */
  list(name: string): string[] {
    const value = this.values.get(name) ?? [];
    if (typeof value !== "string") return value.filter((one) => one !== "");
    this.problem(name, "Enter a list of values.");
    return [];
  }

  /** A size: digits with a decimal suffix. Not stripped. */
  bytes(name: string, least = ALIGNMENT, most = Number.POSITIVE_INFINITY): number | undefined {
    const text = this.raw(name);
    if (text === undefined || text === "") return undefined;
    const bytes = parseBytes(text);
    if (bytes === undefined) this.problem(name, "Enter a valid value.");
    else if (bytes < least) this.problem(name, `Ensure this value is greater than or equal to ${least}.`);
    else if (bytes > most) this.problem(name, `Ensure this value is less than or equal to ${most}.`);
    else return bytes;
    return undefined;
  }

  /** 32 to 36 characters that contain a version 4 uuid; kept as it came. `forms: UUID4Field` */
  uuid(name = "uuid"): string | undefined {
    const text = this.raw(name);
    if (text === undefined || text === "") return undefined;
    if (text.length < 32) this.problem(name, `Ensure this value has at least 32 characters (it has ${text.length}).`);
    if (text.length > 36) this.problem(name, `Ensure this value has at most 36 characters (it has ${text.length}).`);
    if (!/[a-f0-9]{8}-?[a-f0-9]{4}-?4[a-f0-9]{3}-?[89ab][a-f0-9]{3}-?[a-f0-9]{12}/i.test(text)) {
      this.problem(name, "Enter a valid value.");
    }
    return name in this.problems ? undefined : text;
  }

  /** One of a few words. */
  choice(name: string, choices: readonly string[], required: boolean): string | undefined {
    const value = this.raw(name);
    if (value === undefined || value === "") {
      if (required) this.problem(name, "This field is required.");
      return undefined;
    }
    if (choices.includes(value)) return value;
    this.problem(name, notAChoice(value));
    return undefined;
  }

  /** The things of a list field, each found by its id or name; only the first that is not there is named. */
  chosen<T>(name: string, find: (value: string) => T | undefined): T[] {
    const found = new Set<T>();
    for (const value of this.list(name)) {
      const thing = find(value);
      if (thing === undefined) {
        this.problem(name, notAChoice(value));
        return [];
      }
      found.add(thing);
    }
    return [...found];
  }

  chosenOne<T>(name: string, find: (value: string) => T | undefined): T | undefined {
    const value = this.raw(name);
    if (value === undefined || value === "") return undefined;
    const thing = find(value);
    if (thing === undefined) this.problem(name, notAChoice(value));
    return thing;
  }

  problem(name: string, message: string): void {
    (this.problems[name] ??= []).push(message);
  }

  isWrong(name: string): boolean {
    return name in this.problems;
  }

  get isValid(): boolean {
    return Object.keys(this.problems).length === 0;
  }

  /** Ends the request when anything was wrong: forms report everything at once. */
  validate(): void {
    if (!this.isValid) throw formError(this.problems);
  }
}

export const notAChoice = (value: string): string =>
  `Select a valid choice. ${value} is not one of the available choices.`;
