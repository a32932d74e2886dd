/** What a person who has no policy file starts from: the default preset, and what can be said beside it. */
export const NEW_POLICY = `# The policy of pip-trust for this user. What it does not say comes from the
# preset; the whole of it: trustctl policy show --effective
apiVersion: trustctl/v1
kind: Policy
metadata: { name: mine, version: 1 }
extends: [preset:balanced]       # permissive, balanced, strict or ci

# The first rule that matches decides, and these come before the preset's:
# rules:
#   - id: our-names
#     match: { project: ["acme-*"], indexNot: [acme] }
#     deny: acme-* only comes from our index
`
