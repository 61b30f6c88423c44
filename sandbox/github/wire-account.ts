import { APP_LOGIN } from "./seed.ts";
import { iso, nodeId, type Wire } from "./wire.ts";
import type { SandboxLogin, SandboxRepository, SandboxRights } from "./world.ts";

/** People, repositories and the app as GitHub shows them. */

const USER_LINKS = {
  followers_url: "/followers",
  following_url: "/following{/other_user}",
  gists_url: "/gists{/gist_id}",
  starred_url: "/starred{/owner}{/repo}",
  subscriptions_url: "/subscriptions",
  organizations_url: "/orgs",
  repos_url: "/repos",
  events_url: "/events{/privacy}",
  received_events_url: "/received_events",
};

const REPOSITORY_LINKS = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
};

function linked(at: string, links: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(links).map(([name, rest]) => [name, at + rest]));
}

export function simpleUser({ base, site }: Wire, who: SandboxLogin): Record<string, unknown> {
  return account({ base, site }, { id: who.id, login: who.login, type: who.bot === true ? "Bot" : "User" });
}

function account(
  { base, site }: Pick<Wire, "base" | "site">,
  { id, login, type }: { readonly id: number; readonly login: string; readonly type: string },
): Record<string, unknown> {
  const url = `${base}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId("User", id),
    avatar_url: `${site}/avatars/${id}`,
    gravatar_id: "",
    url,
    html_url: `${site}/${encodeURIComponent(login)}`,
    ...linked(url, USER_LINKS),
    type,
    site_admin: false,
  };
}

/** A person who asks who they are sees more than others do. */
export function privateUser(wire: Wire, who: SandboxLogin): Record<string, unknown> {
  const none = { company: null, blog: null, location: null, hireable: null, bio: null };
  const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0, private_gists: 0 };
  const owned = { total_private_repos: 0, owned_private_repos: 0, disk_usage: 0, collaborators: 0 };
  return {
    ...simpleUser(wire, who),
    user_view_type: "private",
    name: who.name,
    email: who.email,
    ...none,
    ...counts,
    ...owned,
    two_factor_authentication: true,
    created_at: iso(Date.UTC(2024, 0, 8)),
    updated_at: iso(Date.UTC(2026, 0, 8)),
  };
}

function ownerOf(wire: Wire, { id, name }: SandboxRepository): Record<string, unknown> {
  return account(wire, { id: id + 1_000, login: name.split("/")[0] ?? name, type: "Organization" });
}

export function minimalRepository(wire: Wire, repository: SandboxRepository): Record<string, unknown> {
  const { id, name } = repository;
  const url = `${wire.base}/repos/${name}`;
  return {
    id,
    node_id: nodeId("Repository", id),
    name: name.split("/")[1] ?? name,
    full_name: name,
    owner: ownerOf(wire, repository),
    private: true,
    html_url: `${wire.site}/${name}`,
    description: null,
    fork: false,
    url,
    ...linked(url, REPOSITORY_LINKS),
  };
}

export function fullRepository(wire: Wire, repository: SandboxRepository): Record<string, unknown> {
  const page = `${wire.site}/${repository.name}`;
  const has = { has_issues: true, has_projects: false, has_wiki: false, has_pages: false };
  const counts = { forks: 0, forks_count: 0, stargazers_count: 0, watchers: 0, watchers_count: 0 };
  const more = { open_issues: 0, open_issues_count: 0, network_count: 0, subscribers_count: 0, size: 120 };
  const oldest = repository.commits[0]?.at ?? 0;
  const newest = repository.commits.at(-1)?.at ?? 0;
  return {
    ...minimalRepository(wire, repository),
    clone_url: `${page}.git`,
    git_url: `${page}.git`,
    ssh_url: `git@localhost:${repository.name}.git`,
    svn_url: page,
    default_branch: repository.defaultBranch,
    ...has,
    has_discussions: false,
    has_downloads: true,
    ...counts,
    ...more,
    homepage: null,
    language: "TypeScript",
    archived: false,
    disabled: false,
    visibility: "private",
    mirror_url: null,
    license: null,
    pushed_at: iso(newest),
    created_at: iso(oldest),
    updated_at: iso(newest),
  };
}

/** What an app asks for, without what it was not given. */
export function permissionsOf(rights: SandboxRights): Record<string, string> {
  return Object.fromEntries(Object.entries(rights).filter(([, right]) => right !== "none"));
}

export function appBody(wire: Wire, appId: number): Record<string, unknown> {
  return {
    id: appId,
    slug: "tocsin",
    node_id: nodeId("App", appId),
    owner: account(wire, { id: 1_900, login: "sandbox", type: "Organization" }),
    name: wire.repositories.login(APP_LOGIN).name,
    description: null,
    external_url: `${wire.site}/apps/tocsin`,
    html_url: `${wire.site}/apps/tocsin`,
    created_at: iso(Date.UTC(2026, 0, 5)),
    updated_at: iso(Date.UTC(2026, 0, 5)),
    permissions: permissionsOf(wire.repositories.rights()),
    events: ["workflow_job", "workflow_run"],
    installations_count: 1,
  };
}

export function installationBody(
  wire: Wire,
  { appId, installationId }: { readonly appId: number; readonly installationId: number },
): Record<string, unknown> {
  return {
    id: installationId,
    account: account(wire, { id: 1_900, login: "sandbox", type: "Organization" }),
    repository_selection: "all",
    access_tokens_url: `${wire.base}/app/installations/${installationId}/access_tokens`,
    repositories_url: `${wire.base}/installation/repositories`,
    html_url: `${wire.site}/settings/installations/${installationId}`,
    app_id: appId,
    app_slug: "tocsin",
    target_id: 1_900,
    target_type: "Organization",
    permissions: permissionsOf(wire.repositories.rights()),
    events: ["workflow_job", "workflow_run"],
    created_at: iso(Date.UTC(2026, 0, 5)),
    updated_at: iso(Date.UTC(2026, 0, 5)),
    single_file_name: null,
    suspended_by: null,
    suspended_at: null,
  };
}
