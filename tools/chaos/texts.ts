/** Texts in the order of the alphabet. */
export const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String).sort() : []);
