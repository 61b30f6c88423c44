import { afterEach, describe, expect, it } from "vitest";
import { type Handler, json } from "../../../sandbox/http.ts";
import { closeAll, commit, OTHER_SHA, REPOSITORY, refused, type Script, SHA, scripted } from "./scripted.ts";

/** What a name means now. */

afterEach(closeAll);

const at = (type: string, sha: string): object => ({ ref: "refs/…", object: { type, sha } });
const BRANCH = { "GET /git/ref/heads%2Fmain": at("commit", SHA), [`GET /commits/${SHA}`]: commit(SHA) };
const COMMIT = {
  sha: SHA,
  title: "Fix the cart",
  author: { login: "amara", name: "Amara N" },
  at: Date.UTC(2026, 10, 20, 8),
  url: `https://github.test/acme/shop/commit/${SHA}`,
};

async function resolving(ref: string, script: Script) {
  const github = await scripted(script);
  return { outcome: await github.host.resolve(REPOSITORY, ref), ...github };
}

describe("a name", () => {
  it("is a branch", async () => {
    const { outcome } = await resolving("main", BRANCH);
    const receipt = { ref: "main", kind: "branch", sha: SHA, commit: COMMIT };
    expect(outcome).toEqual({ kind: "done", receipt });
  });

  it("may have slashes and anything else in it", async () => {
    const { outcome } = await resolving("feature/cart #1%", {
      ...BRANCH,
      "GET /git/ref/heads%2Ffeature%2Fcart%20%231%25": at("commit", SHA),
    });
    expect(outcome).toMatchObject({ kind: "done", receipt: { ref: "feature/cart #1%", kind: "branch" } });
  });

  it("is a tag", async () => {
    const { outcome } = await resolving("v1.4.0", {
      ...BRANCH,
      "GET /git/ref/tags%2Fv1.4.0": at("commit", SHA),
    });
    expect(outcome).toMatchObject({ kind: "done", receipt: { ref: "v1.4.0", kind: "tag", sha: SHA } });
  });

  it("is an annotated tag, or one of a tag, and stands for its commit", async () => {
    const { outcome } = await resolving("v1", {
      ...BRANCH,
      "GET /git/ref/tags%2Fv1": at("tag", OTHER_SHA),
      [`GET /git/tags/${OTHER_SHA}`]: at("tag", "b".repeat(40)),
      [`GET /git/tags/${"b".repeat(40)}`]: at("commit", SHA),
    });
    expect(outcome).toMatchObject({ kind: "done", receipt: { ref: "v1", kind: "tag", sha: SHA } });
  });

  it("is refused when its tag leads to no commit, however long the way", async () => {
    const { outcome } = await resolving("v1", {
      "GET /git/ref/tags%2Fv1": at("tag", OTHER_SHA),
      [`GET /git/tags/${OTHER_SHA}`]: at("tag", OTHER_SHA),
    });
    expect(outcome).toEqual({
      kind: "failed",
      reason: '"v1" in acme/shop does not lead to a commit but to a tag.',
      cure: "Name a branch, a commit, or a tag of a commit.",
    });
  });

  it("of digits is a tag before it is a commit", async () => {
    const { outcome } = await resolving("20261121", {
      ...BRANCH,
      "GET /git/ref/tags%2F20261121": at("commit", SHA),
      "GET /commits/20261121": commit(`20261121${OTHER_SHA.slice(8)}`),
    });
    expect(outcome).toMatchObject({ kind: "done", receipt: { kind: "tag", sha: SHA } });
  });
});

describe("a name of both a branch and a tag", () => {
  const script = {
    "GET /git/ref/heads%2Fv1": at("commit", SHA),
    "GET /git/ref/tags%2Fv1": at("commit", OTHER_SHA),
    [`GET /commits/${SHA}`]: commit(SHA),
    [`GET /commits/${OTHER_SHA}`]: commit(OTHER_SHA),
  };

  it("is told to be both", async () => {
    const { outcome } = await resolving("v1", script);
    expect(outcome).toEqual({
      kind: "failed",
      reason: 'acme/shop has both a branch and a tag called "v1".',
      cure: "Say refs/heads/v1 for the branch, or refs/tags/v1 for the tag.",
    });
  });

  it.each([
    ["refs/heads/v1", "branch", SHA],
    ["refs/tags/v1", "tag", OTHER_SHA],
  ])("is clear as %s, and keeps its long name", async (ref, kind, sha) => {
    const { outcome } = await resolving(ref, script);
    expect(outcome).toMatchObject({ kind: "done", receipt: { ref, kind, sha } });
  });
});

describe("a long name", () => {
  it("is shortened where the short one is clear", async () => {
    const { outcome } = await resolving("refs/heads/main", BRANCH);
    expect(outcome).toMatchObject({ kind: "done", receipt: { ref: "main", kind: "branch" } });
  });

  it.each([
    ["refs/tags/main", "tag"],
    ["refs/heads/v1", "branch"],
  ])("is not taken for the other kind: %s", async (ref, kind) => {
    const script = {
      ...BRANCH,
      "GET /git/ref/tags%2Fv1": at("commit", SHA),
      "GET /branches": [],
      "GET /tags": [],
    };
    const { outcome } = await resolving(ref, script);
    expect(outcome).toMatchObject({
      kind: "failed",
      reason: `acme/shop has no ${kind} "${ref.split("/").pop()}".`,
    });
  });
});

const DEFAULT = { "GET /repos/acme/shop": { default_branch: "main" } };
const standing = (status: string) => ({ ...DEFAULT, [`GET /compare/main...${SHA}`]: { status } });

describe("a commit", () => {
  it.each([
    ["whole", SHA],
    ["short", SHA.slice(0, 7)],
    ["in capitals", SHA.slice(0, 12).toUpperCase()],
  ])("is found by its digits, %s", async (_, ref) => {
    const { outcome } = await resolving(ref, {
      ...standing("behind"),
      [`GET /commits/${ref.toLowerCase()}`]: commit(SHA),
    });
    const receipt = { ref: SHA, kind: "commit", sha: SHA, commit: COMMIT };
    expect(outcome).toEqual({ kind: "done", receipt });
  });

  it.each([
    ["fewer than seven", "1f2e3d", commit(SHA)],
    ["too many for one", "1f2e3d4", refused(422, "No commit found for SHA: 1f2e3d4")],
    ["nobody's", "1f2e3d4", refused(404, "Not Found")],
  ])("is not found by digits that are %s", async (_, ref, answer: Handler | object) => {
    const { outcome } = await resolving(ref, {
      [`GET /commits/${ref}`]: answer,
      "GET /branches": [],
      "GET /tags": [],
    });
    expect(outcome).toEqual({
      kind: "failed",
      reason: `acme/shop has no branch, tag or commit "${ref}".`,
      cure: "Look the name up on GitHub: what was not pushed is not there.",
    });
  });

  it("that has other digits is not taken", async () => {
    const { outcome } = await resolving("1f2e3d4", { "GET /commits/1f2e3d4": commit(OTHER_SHA) });
    expect(outcome).toMatchObject({ kind: "retry" });
  });

  it("may have an author without an account, and a title that Slack can show", async () => {
    const bare = {
      ...commit(SHA, `${"a".repeat(300)}\u0000\nmore`),
      author: null,
      commit: { message: `${"a".repeat(300)}\nmore`, author: { name: "Bo", date: "2026-11-19T08:00:00Z" } },
    };
    const { outcome } = await resolving(SHA, { ...standing("identical"), [`GET /commits/${SHA}`]: bare });
    expect(outcome).toMatchObject({
      receipt: {
        commit: {
          title: `${"a".repeat(199)}…`,
          author: { login: null, name: "Bo" },
          at: Date.UTC(2026, 10, 19, 8),
        },
      },
    });
  });
});

describe("a commit that is not on the default branch", () => {
  const HEADS = `GET /commits/${SHA}/branches-where-head`;
  const listed = (sha: string) => [{ name: "any", commit: { sha, url: "u" }, protected: false }];
  const script = {
    ...standing("diverged"),
    [`GET /commits/${SHA}`]: commit(SHA),
    [HEADS]: [],
    "GET /tags": listed(OTHER_SHA),
  };
  const taken = { kind: "done", receipt: { kind: "commit", sha: SHA } };

  it.each(["ahead", "diverged"])("and is %s of it may be of a fork, and is refused", async (status) => {
    const { outcome } = await resolving(SHA, { ...script, ...standing(status) });
    expect(outcome).toEqual({
      kind: "failed",
      reason:
        'Commit 1f2e3d4 may be of a fork: acme/shop has no branch or tag at it, and it is not in "main".',
      cure: 'Push a branch or a tag at it to acme/shop, or merge it into "main".',
    });
  });

  it("and has nothing in common with it is refused too", async () => {
    const unrelated = { [`GET /compare/main...${SHA}`]: refused(404, "No common ancestor") };
    const { outcome } = await resolving(SHA, { ...script, ...unrelated });
    expect(outcome).toMatchObject({ kind: "failed", reason: expect.stringContaining("may be of a fork") });
  });

  it.each([
    ["branch", { [HEADS]: listed(SHA) }, 0],
    ["tag", { "GET /tags": listed(SHA) }, 1],
  ])("is taken when a %s points to it", async (_, more, tagsRead) => {
    const { outcome, of } = await resolving(SHA, { ...script, ...more });
    expect(outcome).toMatchObject(taken);
    expect(of("GET /tags")).toHaveLength(tagsRead);
  });

  it("is taken without a question when it was the repository's own before", async () => {
    const github = await scripted(script);
    expect(await github.host.resolve(REPOSITORY, SHA, true)).toMatchObject(taken);
    expect(github.of("GET /repos/acme/shop")).toEqual([]);
  });

  it.each([
    ["GET /repos/acme/shop", "read the default branch of acme/shop"],
    [`GET /compare/main...${SHA}`, "compare main with 1f2e3d4 in acme/shop"],
    [HEADS, "look for 1f2e3d4 among the branches of acme/shop"],
    ["GET /tags", "look for 1f2e3d4 among the tags of acme/shop"],
  ])("is not taken while GitHub does not answer %s", async (call, doing) => {
    const { outcome } = await resolving(SHA, { ...script, [call]: refused(500, "Oops") });
    const reason = `GitHub answered 500 when asked to ${doing}.`;
    expect(outcome).toMatchObject({ kind: "retry", reason });
  });
});

describe("a name that is not there", () => {
  const branches = ["main", "maintenance", "release/1.4"].map((name) => ({ name }));
  const tags = ["v1.4.0", "v1.4.1", "v2.0.0"].map((name) => ({ name }));

  it.each([
    ["mian", 'Did you mean "main"?'],
    ["Main", 'Did you mean "main"?'],
    ["v1.4.2", 'Did you mean "v1.4.0" or "v1.4.1"?'],
    ["release/1.5", 'Did you mean "release/1.4"?'],
    ["something-else-entirely", "Look the name up on GitHub: what was not pushed is not there."],
  ])("is told with those like it: %s", async (ref, cure) => {
    const { outcome } = await resolving(ref, { "GET /branches": branches, "GET /tags": tags });
    const reason = `acme/shop has no branch, tag or commit "${ref}".`;
    expect(outcome).toEqual({ kind: "failed", reason, cure });
  });

  it("is told also when those like it cannot be read", async () => {
    const { outcome } = await resolving("mian", {
      "GET /branches": refused(500, "Oops"),
      "GET /tags": refused(500, "Oops"),
    });
    expect(outcome).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining('no branch, tag or commit "mian"'),
    });
  });

  it("may be one that no ref can have", async () => {
    const invalid: Handler = () => json(422, { message: "Reference is invalid" });
    const { outcome } = await resolving("a..b", {
      "GET /git/ref/heads%2Fa..b": invalid,
      "GET /git/ref/tags%2Fa..b": invalid,
      "GET /branches": [],
      "GET /tags": [],
    });
    expect(outcome).toMatchObject({
      kind: "failed",
      reason: 'acme/shop has no branch, tag or commit "a..b".',
    });
  });

  it("is a repository that cannot be seen, and that is what is told", async () => {
    const { outcome } = await resolving("main", {});
    expect(outcome).toEqual({
      kind: "failed",
      reason: "GitHub would not read the branches of acme/shop (404: Not Found).",
      cure: 'Check the name, and that the token in GITHUB_TOKEN may see acme/shop with "Contents: read": what it may not see, GitHub calls not found.',
    });
  });

  it("is an empty repository's, and that is what is told", async () => {
    const empty = refused(409, "Git Repository is empty.");
    const { outcome } = await resolving("main", {
      "GET /git/ref/heads%2Fmain": empty,
      "GET /git/ref/tags%2Fmain": empty,
    });
    expect(outcome).toMatchObject({
      kind: "failed",
      reason: 'GitHub would not look up "main" in acme/shop (409: Git Repository is empty.).',
    });
  });
});
