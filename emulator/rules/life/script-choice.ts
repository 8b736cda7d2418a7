import { type Form, notAChoice } from "../../wire/form";

/** Scripts by name or tag, separated by commas; `none` chooses none at all. */
export function readScripts(form: Form, field: string, known: readonly string[], canBeNone = false): string[] {
  const names = form
    .texts(field)
    .flatMap((text) => text.split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const wrong = names.find((name) => !known.includes(name) && !(canBeNone && name === "none"));
  if (wrong !== undefined) form.fail(field, notAChoice(wrong));
  return names;
}
