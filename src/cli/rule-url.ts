/**
 * The page of a rule of ours on the web, under the homepage that package.json names (a repository on GitHub or GitLab); null
 * where it names none, and for the rules of plug-ins, which have their pages elsewhere.
 */
export function rulePageUrl(
  id: string,
  homepage: string | null | undefined,
  isOurs: (id: string) => boolean = () => true,
): string | null {
  const root = /^https:\/\/(?:github|gitlab)\.com\/[\w.-]+\/[\w.-]+/.exec(homepage ?? '')?.[0];
  return root === undefined || !isOurs(id) ? null : `${root}/blob/main/docs/rules/${id}.md`;
}
