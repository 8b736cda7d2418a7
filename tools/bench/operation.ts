/** What is measured, in the order in which a stack lives. */
export const OPERATIONS = ["up", "preview", "up again", "refresh", "change", "destroy"] as const;
export type Operation = (typeof OPERATIONS)[number];
