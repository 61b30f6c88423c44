/** Credentials of the stand-ins. They open nothing outside this machine, so they need not be secret. */
export const CREDENTIALS = {
  botToken: "xoxb-sandbox",
  appToken: "xapp-sandbox",
  signingSecret: "sandbox-signing-secret",
  pagerDutyToken: "sandbox-rest-key",
  pagerDutyFrom: "amara@example.com",
  routingKey: "sandbox-routing-key",
  webhookSecret: "sandbox-webhook-secret",
  gitHubToken: "github_pat_sandbox",
  gitHubWebhookSecret: "sandbox-github-webhook-secret",
} as const;
