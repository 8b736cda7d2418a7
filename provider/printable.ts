/**
 * Text for a terminal, without control characters: names in MAAS are free, and one could clear the screen or make what
 * follows look like something else.
 */
export const printable = (text: string): string => text.replace(/[^\P{C}\n\t]/gu, "");
