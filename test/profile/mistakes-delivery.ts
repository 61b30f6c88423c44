/** The same for what the manual says of deployments, backups and recovery. */
export const DELIVERY_MISTAKES: Readonly<Record<string, readonly string[]>> = {
  "access-deploy": [
    '3:20 access.deploy[0]: "operator" is not defined; did you mean "operators"? (known: operators).',
    "3:42 access.override[0]: everyone stands alone; write override: everyone, or leave it out of the list.",
    "3:59 access.page: is not understood; write everyone, or people groups such as [operators].",
  ],
  "approvals-nobody": [
    "7:37 services.app.environments.one.approvals.from: names nobody; write people groups such as [approvers], or remove the line.",
    '8:27 services.app.environments.two.approvals.cuont: is not known; did you mean "count"?',
    "9:27 services.app.environments.three.approvals: is not understood; write a number such as 1, or { count: 2, from: [approvers] }.",
    "10:26 services.app.environments.four.approvals: must be a whole number from 0 to 9.",
    '11:46 services.app.environments.five.approvals.expire: "1m" is under 5m: nobody can have looked at it by then; write at least 5m.',
  ],
  "approvals-only-oneself": [
    "10:25 services.app.environments.two.approvals: 2 people must agree besides whoever asks, and whoever may ask is one of the 2 who may deploy; name more people, or ask for fewer.",
    '11:36 services.app.environments.three.approvals.count: 2 people must agree besides whoever asks, and whoever may ask is one of the 2 in "leads"; name more people, or ask for fewer.',
  ],
  "approvals-too-few": [
    '10:34 services.app.environments.one.approvals.count: 3 people must agree, and "leads" can give 2 at most; name more people, or ask for fewer.',
    '11:34 services.app.environments.two.approvals.count: 4 people must agree, and "leads" and "others" can give 3 at most; name more people, or ask for fewer.',
  ],
  "approvals-unknown": [
    '8:34 services.app.environments.one.approvals.from[0]: "lead" is no people group and no role; did you mean "leads"? (known: leads, incident-commander, communications-lead, scribe).',
    '9:34 services.app.environments.two.approvals.from[0]: nobody holds the role "scribe" at first, so nobody could approve; give it "from: <people group>".',
  ],
  "backup-without-workflow": [
    '8:35 services.app.environments.production.backup_first: the backup "database" has no workflow that takes it; give it one, for example workflow: backup.yml.',
  ],
  checks: [
    "7:21 services.app.environments.production.checks: names no check; write none.",
    "8:26 services.app.environments.staging.checks: is not understood; write all, none, or names of checks such as [build, test].",
    '8:37 services.app.environments.staging.ref: "my branch" is no branch, tag or commit.',
    '8:69 services.app.environments.staging.lock_after_rollback: "1m" is under 5m: what was bad may come back at once; write at least 5m.',
  ],
  cron: [
    '5:28 freezes.windows[0].cron: "every Friday" is no cron line; write minute, hour, day of the month, month and day of the week, for example "0 17 * * 5" for Fridays at 17:00.',
    '6:27 freezes.windows[1].cron: "0 25 * * 5" is no cron line; write minute, hour, day of the month, month and day of the week, for example "0 17 * * 5" for Fridays at 17:00.',
    '7:30 freezes.windows[2].cron: "0 0 17 * * 5" is no cron line; write minute, hour, day of the month, month and day of the week, for example "0 17 * * 5" for Fridays at 17:00.',
    '8:28 freezes.windows[3].cron: "0 0 30 2 *" is a time that never comes; write minute, hour, day of the month, month and day of the week, for example "0 17 * * 5" for Fridays at 17:00.',
    '9:63 freezes.windows[4].timezone: "Mars" is no time zone; write an IANA name such as Africa/Johannesburg, or UTC.',
  ],
  "database-answer": [
    '7:42 services.app.environments.production.asks_about_database: no step of the rollback is told the answer; add inputs: { database: "{database}" } to one, or a workflow called rollback to the service.',
    '8:39 services.app.environments.staging.asks_about_database: no step of the rollback is told the answer; add inputs: { database: "{database}" } to one, or a workflow called rollback to the service.',
  ],
  "freeze-rank": [
    "7:51 services.app.environments.production.freeze_when.incident_rank: no incident has rank 3, because there are 2 severities; write 2 at most.",
    "8:48 services.app.environments.staging.freeze_when.incident_rank: must be a whole number from 1 to 20.",
  ],
  // What cannot be read says nothing of what refers to it.
  "half-read": [
    '4:21 people.leads.emails[0]: "amara" is no e-mail address; write one such as amara@example.com.',
    '8:27 services.app.github.repository: "app" is no repository; write its owner and its name, for example sebenza/suite.',
    '9:20 services.app.health.app: "app.example.com" is no web address; write it in full, beginning with https://.',
    '11:23 services.app.environments.staging.ref: "no ref" is no branch, tag or commit.',
    "11:73 services.app.environments.staging.deploy[0].silent_after: 1 has no unit; write a whole number with its unit, such as 15m, 2h, 1h30m, 5d or 1w.",
    '19:61 services.api.github.workflows.deploy: "deploy" is no file of a workflow; write its name without the folder, for example deploy.yml.',
    "21:29 metrics.errors.query: is empty; write the query.",
    "23:64 backups.database.workflow: is not understood; write a workflow such as backup.yml, or steps.",
    "23:110 backups.database.restore: is not understood; write a workflow such as restore.yml, or steps.",
  ],
  "health-address": [
    '4:25 services.app.health.app: "ftp://app.example.com/health" is no web address; write it in full, beginning with https://.',
    '4:62 services.app.health.api: "app.example.com/health" is no web address; write it in full, beginning with https://.',
  ],
  "input-name": [
    '7:31 services.app.environments.production.inputs.1st: "1st" is no name that GitHub takes for an input; begin with a letter or "_" and use letters, digits, "-" and "_".',
    '7:39 services.app.environments.production.inputs."two words": "two words" is no name that GitHub takes for an input; begin with a letter or "_" and use letters, digits, "-" and "_".',
    "7:53 services.app.environments.production.inputs.list: must be text, a number, true or false.",
  ],
  "input-words": [
    "8:56 services.app.environments.production.deploy[0].inputs.version: {version} is not filled in here; known: {sha}, {ref}.",
    "8:75 services.app.environments.production.deploy[0].inputs.back: {database} is not filled in here; known: {sha}, {ref}.",
  ],
  locks: [
    "3:16 locks.last: the holder would be reminded before the lock begins; remind must be shorter than what a lock lasts.",
  ],
  "no-health-check": [
    '7:30 services.app.environments.production.verify[0]: "app" has no health check in "production"; add one, for example health: { app: "https://app.example.com/health" }.',
    "7:39 services.app.environments.production.deploy: runs no workflow, so nothing would be done; add a step such as { run: deploy.yml }.",
    '7:57 services.app.environments.production.deploy[0].check: "app" has no health check in "production"; add one, for example health: { app: "https://app.example.com/health" }.',
    '7:93 services.app.environments.production.rollback_when.health: "app" has no health check in "production"; add one, for example health: { app: "https://app.example.com/health" }.',
    "8:69 services.app.environments.staging.deploy: runs no workflow, so nothing would be done; add a step such as { run: deploy.yml }.",
    '8:88 services.app.environments.staging.deploy[0].check[0]: "ap" is not defined; did you mean "app"? (known: app).',
  ],
  "no-repository": [
    '4:10 services.app.environments: nothing can be run there without a repository; add github: { repository: "owner/name", workflows: { deploy: "deploy.yml" } } to the service.',
  ],
  "nothing-deploys": [
    '7:7 services.app.environments.production: has nothing that deploys; add workflows: { deploy: "deploy.yml" } under the github of the service, or steps under deploy.',
    '8:34 services.app.environments.staging.deploy[0].run: "deploy.yml" is no workflow of "app"; it has none yet; add them under its github, for example workflows: { deploy: "deploy.yml" }.',
  ],
  "own-input": [
    '8:19 services.app.environments.production.inputs.deploy_id: every run is given "deploy_id" already; remove it, or call yours something else.',
    '8:35 services.app.environments.production.inputs.Environment: every run is given "environment" already; remove it, or call yours something else.',
    '9:47 services.app.environments.production.deploy[0].inputs.sha: every run is given "sha" already; remove it, or call yours something else.',
  ],
  "promotion-circle": [
    '9:30 services.app.environments.three.promote_from: leads back here by way of "two" and "one", so nothing could ever be deployed first; let one of them be promoted from nowhere.',
  ],
  repository: [
    '4:32 services.app.github.repository: "https://github.com/example/app.git" is no repository; write its owner and its name, for example sebenza/suite.',
    '5:32 services.api.github.repository: "api" is no repository; write its owner and its name, for example sebenza/suite.',
    '6:10 services.web.github.repository: is missing; write text, for example "sebenza/suite".',
    '6:41 services.web.github.workflows.deploy: ".github/workflows/deploy.yml" is no file of a workflow; write its name without the folder, for example deploy.yml.',
  ],
  "restore-without-workflow": [
    "9:54 backups.database.restore: runs no workflow, so nothing would be done; add a step such as { run: deploy.yml }.",
    '10:51 backups.files.restore: no step is told the time to go back to; add inputs: { to: "{to}" } to the one that restores.',
    "11:52 backups.tested.test: cannot be done, because nothing restores this backup; add restore: restore.yml.",
    "12:95 backups.same.test.in: is where the backup comes from, and a test would overwrite it; name another environment.",
    "13:51 backups.empty.restore: has no step.",
    "15:54 recovery.failover.steps: runs no workflow, so nothing would be done; add a step such as { run: deploy.yml }.",
  ],
  step: [
    "10:13 services.app.environments.production.deploy[0]: must be exactly one of run, check and wait.",
    "11:13 services.app.environments.production.deploy[1]: must be exactly one of run, check and wait.",
    "12:32 services.app.environments.production.deploy[2].within: means nothing in a step that says run, only in one that says check; remove it.",
    "13:30 services.app.environments.production.deploy[3].inputs: means nothing in a step that says check, only in one that says run; remove it.",
    "13:56 services.app.environments.production.deploy[3].silent_after: means nothing in a step that says check, only in one that says run; remove it.",
    "14:26 services.app.environments.production.deploy[4].environment: means nothing in a step that says wait, only in one that says run or check; remove it.",
    '15:52 services.app.environments.production.deploy[5].on_failure[0].run: "undo.yml" is no workflow of "app"; known: deploy.yml, smoke.yml.',
    "15:64 services.app.environments.production.deploy[5].on_failure[1]: must be exactly one of run, check and wait.",
    '16:41 services.app.environments.production.deploy[6].service: "ap" is not defined; did you mean "app"? (known: app).',
    "17:9 services.app.environments.production.rollback: runs no workflow, so nothing would be done; add a step such as { run: deploy.yml }.",
  ],
  threshold: [
    '13:23 services.app.environments.production.rollback_when.error_rate: "> 5s" does not go with the metric, because error_rate is in "%"; write "> 5%", or give the metric the unit that its query has.',
    '14:20 services.app.environments.production.rollback_when.latency: "5 seconds" is no threshold; write what is too much, for example "> 5%" or "> 500ms".',
    '15:18 services.app.environments.production.rollback_when.queue: "> 5%" does not go with the metric, because queue has no unit; write "> 5", or give the metric the unit that its query has.',
    '17:38 services.app.environments.staging.rollback_when.error_rate: 5 is no threshold; write what is too much, for example "> 5%" or "> 500ms".',
    '17:50 services.app.environments.staging.rollback_when.latency: "< 5s" is no threshold; write what is too much, for example "> 5%" or "> 500ms".',
  ],
  "too-many-inputs": [
    "10:20 services.app.environments.production.deploy[0].run: would have 23 inputs of its own, with those of the environment; GitHub takes 25, and deploy_id, environment, sha are among them, so keep 22 at most.",
    "13:9 services.app.environments.staging.inputs: would have 23 inputs of its own, with those of the environment; GitHub takes 25, and deploy_id, environment, sha are among them, so keep 22 at most.",
  ],
  "two-repositories": [
    '8:23 services.app.environments.production.backup_first: would run in "example/api", and this plan runs in "example/app", of which one commit is approved; keep the workflows of a plan in one repository, or leave this to a plan of its own.',
    '10:71 services.app.environments.production.deploy[0].on_failure[0].service: would run in "example/api", and this plan runs in "example/app", of which one commit is approved; keep the workflows of a plan in one repository, or leave this to a plan of its own.',
    '11:41 services.app.environments.production.deploy[1].service: would run in "example/api", and this plan runs in "example/app", of which one commit is approved; keep the workflows of a plan in one repository, or leave this to a plan of its own.',
    '13:46 services.app.environments.production.rollback[0].service: would run in "example/api", and this plan runs in "example/app", of which one commit is approved; keep the workflows of a plan in one repository, or leave this to a plan of its own.',
  ],
  "unknown-backup": [
    '8:35 services.app.environments.production.backup_first: "databse" is not defined; did you mean "database"? (known: database).',
  ],
  "unknown-checklist": [
    '8:32 services.app.environments.production.checklist: "predeployment" is not defined; did you mean "pre-deployment"? (known: pre-deployment).',
  ],
  "unknown-environment": [
    '8:23 services.app.environments.production.promote_from: "stagin" is not defined; did you mean "staging"? (known: staging).',
    '9:50 services.app.environments.production.deploy[0].environment: "test" is not defined; known: production, staging.',
    "10:32 services.app.environments.staging.promote_from: is this environment itself; name another one, or remove the line.",
    '12:86 freezes.windows[0].environments[0]: "prodction" is not defined; did you mean "production"? (known: production, staging).',
    '14:42 backups.database.environment: "prod" is not defined; known: production, staging.',
    '15:39 backups.pages.environment: "web" has no environments yet; add environments: { production: {} } to it.',
    '16:21 backups.files.service: "ap" is not defined; did you mean "app"? (known: app, web).',
    '17:96 backups.tested.test.in: "tests" is not defined; known: staging.',
  ],
  "unknown-metric": [
    '8:38 services.app.environments.production.rollback_when.eror_rate: is no metric of this profile; did you mean "error_rate"? (known: watch, every, bad_samples, health, alert_severity, do, error_rate).',
    '8:57 services.app.environments.production.rollback_when.wacth: is no metric of this profile; did you mean "watch"? (known: watch, every, bad_samples, health, alert_severity, do, error_rate).',
  ],
  "unknown-workflow": [
    '7:30 services.app.environments.production.verify[0]: "smok.yml" is no workflow of "app"; did you mean "smoke.yml"? (known: deploy.yml, smoke.yml).',
    '7:57 services.app.environments.production.deploy[0].run: "deplyo.yml" is no workflow of "app"; did you mean "deploy.yml"? (known: deploy.yml, smoke.yml).',
    '7:78 services.app.environments.production.deploy[1].run: "switch.yml" is no workflow of "api"; it has none yet; add them under its github, for example workflows: { deploy: "deploy.yml" }.',
    '10:64 backups.database.workflow: "backup.yml" is no workflow of "app"; known: deploy.yml, smoke.yml.',
    '12:69 recovery.failover.steps[0].run: "failover.yml" is no workflow of "app"; known: deploy.yml, smoke.yml.',
  ],
  watch: [
    '7:21 services.app.environments.production.rollback_when: watches nothing; add health: failing, alert_severity: critical, or a metric such as error_rate: "> 5%".',
    "8:42 services.app.environments.staging.rollback_when.watch: is over before 3 looks are taken, so nothing would ever come of it; watch for longer, or look more often.",
    "9:15 services.app.environments.test.rollback_when: is over before 3 looks are taken, so nothing would ever come of it; watch for longer, or look more often.",
    '9:74 services.app.environments.test.rollback_when.do: "aks" is not possible; known: propose, act.',
  ],
};
