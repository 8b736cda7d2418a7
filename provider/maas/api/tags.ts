import { z } from "zod";

import { type MaasClient } from "../http/client";

const tag = z.object({
  name: z.string(),
  comment: z.string().default(""),
  definition: z.string().default(""),
  kernel_opts: z
    .string()
    .nullish()
    .transform((text) => text ?? ""),
});
export type Tag = z.output<typeof tag>;

/** The fields of a tag that can be changed. */
export interface TagFields {
  readonly comment?: string;
  readonly definition?: string;
  readonly kernel_opts?: string;
}

export const readTag = (client: MaasClient, name: string): Promise<Tag> =>
  client.request({ method: "GET", path: ["tags", name], schema: tag });

export const createTag = (client: MaasClient, form: TagFields & { readonly name: string }): Promise<Tag> =>
  client.request({ method: "POST", path: ["tags"], form: { ...form }, schema: tag });

export const updateTag = (client: MaasClient, name: string, form: TagFields): Promise<Tag> =>
  client.request({ method: "PUT", path: ["tags", name], form: { ...form }, schema: tag });

export const deleteTag = (client: MaasClient, name: string): Promise<void> =>
  client.request({ method: "DELETE", path: ["tags", name], schema: z.void() });

const counts = z.object({ added: z.number(), removed: z.number() });

/** Gives a tag to machines and takes it from others. The answer counts those that MAAS knows, changed or not. */
export const updateTagNodes = (
  client: MaasClient,
  name: string,
  form: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<z.output<typeof counts>> =>
  client.request({ method: "POST", path: ["tags", name], op: "update_nodes", form, schema: counts });

/** The system ids of the machines that have a tag. MAAS sends their whole documents. */
export const listTagMachines = async (client: MaasClient, name: string): Promise<string[]> => {
  const schema = z.array(z.object({ system_id: z.string() }));
  const found = await client.request({ method: "GET", path: ["tags", name], op: "machines", schema });
  return found.map(({ system_id: systemId }) => systemId);
};
