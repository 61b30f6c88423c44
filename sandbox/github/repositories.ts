import type { Journal } from "../journal.ts";
import { named } from "./history.ts";
import { SEED_LOGINS, seedRepositories, shaOf } from "./seed.ts";
import { seedWorkflows, workflowOf } from "./seed-workflows.ts";
import type {
  GitHubWorld,
  SandboxCheck,
  SandboxCommit,
  SandboxLogin,
  SandboxRepository,
  SandboxRights,
  SandboxWorkflow,
} from "./world.ts";

/** What lies in the account: repositories, checks of their commits, workflows, and what the token may do with them. */

const SEEDED_AT = "github:seeded-at";
const REPOSITORY = "github:repository:";
const WORKFLOW = "github:workflow:";
const CHECK = "github:check:";
const RIGHTS = "github:rights";
const UNSEEN = "github:unseen:";
const LAST_ID = "github:last-id";
/** Real ids are larger than 32 bits by now, and so are these. */
const FIRST_ID = 19_846_849_000;

const USUAL_RIGHTS: SandboxRights = {
  actions: "write",
  checks: "read",
  contents: "write",
  deployments: "write",
  metadata: "read",
  statuses: "read",
};
const SEED_CHECKS = ["build", "test"];

export class Repositories {
  readonly #journal: Journal;
  readonly #now: () => number;
  readonly #seeds: readonly SandboxRepository[];

  constructor(journal: Journal, now: () => number) {
    this.#journal = journal;
    this.#now = now;
    if (journal.get<number>(SEEDED_AT) === undefined) journal.put(SEEDED_AT, now());
    this.#seeds = seedRepositories(journal.get<number>(SEEDED_AT) ?? now());
  }

  nextId(): number {
    const id = (this.#journal.get<number>(LAST_ID) ?? FIRST_ID) + 1;
    this.#journal.put(LAST_ID, id);
    return id;
  }

  login(name: string): SandboxLogin {
    const found = SEED_LOGINS.find(({ login }) => login === name);
    if (found === undefined) throw new Error(`nobody "${name}" in the sandbox's GitHub`);
    return found;
  }

  all(): readonly SandboxRepository[] {
    return this.#seeds.map((seed) => this.#journal.get<SandboxRepository>(REPOSITORY + seed.name) ?? seed);
  }

  /** Names of repositories are the same in capitals. */
  find(name: string): SandboxRepository | null {
    return this.all().find((one) => one.name.toLowerCase() === name.toLowerCase()) ?? null;
  }

  known(name: string): SandboxRepository {
    const found = this.find(name);
    if (found === null) throw new Error(`no repository "${name}" in the sandbox's GitHub`);
    return found;
  }

  commit(ask: Parameters<GitHubWorld["commit"]>[0]): SandboxCommit {
    const repository = this.known(ask.repository);
    const parent = repository.branches[ask.branch];
    if (parent === undefined) throw new Error(`no branch "${ask.branch}" in ${ask.repository}`);
    const commit = {
      sha: shaOf(`${repository.name}/${repository.commits.length}/${ask.branch}/${ask.message}`),
      parents: [parent],
      message: ask.message,
      author: this.login(ask.by ?? "amara").login,
      at: this.#now(),
    };
    this.#put({
      ...repository,
      commits: [...repository.commits, commit],
      branches: { ...repository.branches, [ask.branch]: commit.sha },
    });
    return commit;
  }

  setBranch({ repository: name, branch, sha }: Parameters<GitHubWorld["setBranch"]>[0]): void {
    const repository = this.known(name);
    const { [branch]: _, ...others } = repository.branches;
    this.#put({
      ...repository,
      branches: sha === null ? others : { ...others, [branch]: knownCommit(repository, sha) },
    });
  }

  setTag({ repository: name, tag, sha, message }: Parameters<GitHubWorld["setTag"]>[0]): void {
    const repository = this.known(name);
    const others = repository.tags.filter((one) => one.name !== tag);
    if (sha === null) {
      this.#put({ ...repository, tags: others });
      return;
    }
    const annotation =
      message === undefined
        ? null
        : { sha: shaOf(`${name}/tag/${tag}/${sha}/${message}`), message, by: "amara", at: this.#now() };
    const tags = [...others, { name: tag, sha: knownCommit(repository, sha), annotation }];
    this.#put({ ...repository, tags });
  }

  #put(repository: SandboxRepository): void {
    this.#journal.put(REPOSITORY + repository.name, repository);
  }

  workflows(repository: string): readonly SandboxWorkflow[] {
    const { id, name } = this.known(repository);
    const seeds = seedWorkflows(name, id * 100);
    const changed = this.#journal.all<SandboxWorkflow>(`${WORKFLOW}${name}/`);
    const made = changed.filter(({ file }) => !seeds.some((seed) => seed.file === file));
    return [...seeds.map((seed) => changed.find(({ file }) => file === seed.file) ?? seed), ...made];
  }

  workflow(repository: string, idOrFile: string | number): SandboxWorkflow | null {
    const wanted = String(idOrFile);
    return (
      this.workflows(repository).find(({ id, file }) => String(id) === wanted || file === wanted) ?? null
    );
  }

  setWorkflow({ script, ...ask }: Parameters<GitHubWorld["setWorkflow"]>[0]): SandboxWorkflow {
    const repository = this.known(ask.repository).name;
    const before =
      this.workflow(repository, ask.file) ?? workflowOf({ id: this.nextId(), repository, file: ask.file });
    const after = { ...before, ...ask, repository, script: { ...before.script, ...script } };
    this.#journal.put(`${WORKFLOW}${repository}/${ask.file}`, after);
    return after;
  }

  /** Every commit of a fresh sandbox has passed; oldest first. */
  checks(repository: string, sha: string): readonly SandboxCheck[] {
    const set = this.#journal.all<SandboxCheck>(`${CHECK}${repository}/${sha}/`);
    const seed = this.#seeds.find(({ name }) => name === repository);
    const at = seed?.commits.findIndex((commit) => commit.sha === sha) ?? -1;
    if (seed === undefined || at < 0) return set;
    const passed = SEED_CHECKS.map((name, nth): SandboxCheck => {
      const id = seed.id * 1_000 + at * 10 + nth;
      const doneAt = (seed.commits[at]?.at ?? 0) + 240_000;
      return { id, repository, sha, name, as: "check-run", state: "success", at: doneAt };
    });
    return [...passed, ...set];
  }

  setCheck({ repository: name, ref, ...ask }: Parameters<GitHubWorld["setCheck"]>[0]): void {
    const repository = this.known(name);
    const sha = knownCommit(repository, ref);
    const as = ask.as ?? "check-run";
    const id = this.nextId();
    const check: SandboxCheck = { id, repository: repository.name, sha, at: this.#now(), ...ask, as };
    this.#journal.put(`${CHECK}${repository.name}/${sha}/${id}`, check);
  }

  rights(): SandboxRights {
    return { ...USUAL_RIGHTS, ...this.#journal.get<Partial<SandboxRights>>(RIGHTS) };
  }

  setRights(rights: Partial<SandboxRights>): void {
    this.#journal.put(RIGHTS, { ...this.rights(), ...rights });
  }

  isSeen(repository: string): boolean {
    return this.#journal.get<boolean>(UNSEEN + repository) !== true;
  }

  setSeen(repository: string, seen: boolean): void {
    this.#journal.put(UNSEEN + this.known(repository).name, !seen);
  }
}

function knownCommit(repository: SandboxRepository, ref: string): string {
  const found = named(repository, ref);
  if (found === null) throw new Error(`no commit "${ref}" in ${repository.name}`);
  return found.sha;
}
