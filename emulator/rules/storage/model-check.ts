import { modelErrors } from "../../wire/reply";

/** Collects what a model finds wrong with itself when it is saved, over all its fields at once, as Django's full_clean does. */
export class ModelCheck {
  private readonly errors = new Map<string, string[]>();

  add(field: string, message: string): void {
    this.errors.set(field, [...(this.errors.get(field) ?? []), message]);
  }

  addForModel(message: string): void {
    this.add("__all__", message);
  }

  maxLength(field: string, value: string | null, limit: number): void {
    const length = [...(value ?? "")].length;
    if (length > limit) this.add(field, `Ensure this value has at most ${limit} characters (it has ${length}).`);
  }

  notBlank(field: string, value: string): void {
    if (value === "") this.add(field, "This field cannot be blank.");
  }

  atLeast(field: string, value: number, limit: number): void {
    if (value < limit) this.add(field, `Ensure this value is greater than or equal to ${limit}.`);
  }

  /** Tags are an array of texts that must not be blank (ArrayField). */
  tags(tags: readonly string[]): void {
    tags.forEach((tag, index) => {
      if (tag === "") this.add("tags", `Item ${index + 1} in the array did not validate: This field cannot be blank.`);
    });
  }

  /** Whether anything is taken already is only asked of a model that is right in itself (CleanSave). */
  addUnlessWrong(message: string): void {
    if (this.errors.size === 0) this.addForModel(message);
  }

  raise(): void {
    if (this.errors.size > 0) throw modelErrors(Object.fromEntries(this.errors));
  }
}
