/** Without the properties that say nothing: results are plain data, and leave out what MAAS does not know. */
export const withoutEmpty = <T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined | null | ""> } =>
  Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined && one !== null && one !== "" && one !== "Unknown"),
  ) as { [K in keyof T]?: Exclude<T[K], undefined | null | ""> };
