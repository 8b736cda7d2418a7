/** Where a user reads what a resource takes and gives: its arguments, and the fields of its class. */
const isRead = (owner) =>
  owner.type === "TSInterfaceDeclaration" ? /Args$/.test(owner.id.name) : owner.type === "ClassDeclaration";

const isExported = (owner) => owner.parent.type === "ExportNamedDeclaration";

const isPublic = (member) =>
  !member.static && member.accessibility !== "private" && member.key.type !== "PrivateIdentifier";

/** The arguments of exported `…Args` and the public fields of exported classes have a docstring. */
export const documentedProperties = {
  meta: { type: "suggestion", schema: [], messages: { missing: "{{owner}}.{{name}} has no docstring." } },
  create: (context) => {
    const check = (member) => {
      const owner = member.parent.parent;
      if (!isExported(owner) || !isRead(owner) || !isPublic(member)) return;
      const isDoc = ({ type, value }) => type === "Block" && value.startsWith("*");
      if (context.sourceCode.getCommentsBefore(member).some(isDoc)) return;
      const data = { owner: owner.id.name, name: context.sourceCode.getText(member.key) };
      context.report({ node: member, messageId: "missing", data });
    };
    return {
      TSPropertySignature: (member) => member.parent.type === "TSInterfaceBody" && check(member),
      PropertyDefinition: check,
    };
  },
};
