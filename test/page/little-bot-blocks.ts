/** Blocks of the little bot: one of everything the page must be able to show and press. */

const plain = (text: string) => ({ type: "plain_text", text, emoji: true });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const option = (text: string, value: string, description?: string) => ({
  text: plain(text),
  value,
  ...(description === undefined ? {} : { description: plain(description) }),
});

const SEVERITIES = [
  option("P1 Critical", "P1", "complete outage, data loss, security incident"),
  option("P2 High", "P2", "major feature unavailable, many customers affected"),
  option("P3 Medium", "P3", "minor feature, a workaround exists"),
];

export function card(
  title: string,
  status: string,
  commander: string | null,
): { text: string; blocks: object[] } {
  const now = Math.floor(Date.now() / 1_000);
  return {
    text: `INC-1 ${title}: ${status}`,
    blocks: [
      { type: "header", text: plain(`🟥 INC-1 ${title}`) },
      {
        type: "section",
        fields: [
          mrkdwn(`*Severity*\nP1 Critical`),
          mrkdwn(`*Status*\n${status}`),
          mrkdwn(`*Commander*\n${commander === null ? "_nobody yet_" : `<@${commander}>`}`),
          mrkdwn(`*Declared*\n<!date^${now}^{date_short_pretty} {time}|now>`),
        ],
      },
      {
        type: "section",
        text: mrkdwn(":warning: *Not done:* invite <@U0GUS>: a guest cannot be invited. Ask an admin."),
        accessory: button("Try again", "incident.try-again", "1 effect"),
      },
      { type: "divider" },
      { type: "context", elements: [mrkdwn("Page to *on-call*: requested, not yet accepted by PagerDuty")] },
      { type: "actions", block_id: "card", elements: cardElements() },
    ],
  };
}

function cardElements(): object[] {
  return [
    { ...button("I have it", "incident.acknowledge", "1"), style: "primary" },
    button("Update status", "incident.status", "1"),
    {
      type: "static_select",
      action_id: "incident.take-role",
      placeholder: plain("Take a role"),
      options: [option("Incident commander", "1 incident-commander"), option("Scribe", "1 scribe")],
    },
    {
      type: "overflow",
      action_id: "incident.more",
      options: [option("Timeline", "timeline"), option("Draft post-mortem", "postmortem")],
    },
    {
      ...button("Resolve", "incident.resolve", "1"),
      style: "danger",
      confirm: {
        title: plain("Resolve INC-1?"),
        text: mrkdwn("Everybody in *#incidents* is told."),
        confirm: plain("Resolve"),
        deny: plain("Not yet"),
        style: "danger",
      },
    },
  ];
}

function button(text: string, actionId: string, value: string): object {
  return { type: "button", text: plain(text), action_id: actionId, value };
}

export function declareModal(): object {
  return {
    type: "modal",
    callback_id: "incident.declare",
    title: plain("Declare an incident"),
    submit: plain("Declare"),
    close: plain("Cancel"),
    blocks: [
      { type: "section", text: mrkdwn("Makes a channel, pages who is on call, and starts the timeline.") },
      {
        type: "input",
        block_id: "title",
        label: plain("What is broken?"),
        hint: plain("A few words; it becomes the channel's name."),
        element: {
          type: "plain_text_input",
          action_id: "title",
          max_length: 200,
          placeholder: plain("Payments fail in production"),
        },
      },
      {
        type: "input",
        block_id: "severity",
        label: plain("Severity"),
        element: {
          type: "static_select",
          action_id: "severity",
          options: SEVERITIES,
          initial_option: SEVERITIES[2],
        },
      },
      {
        type: "input",
        block_id: "description",
        optional: true,
        label: plain("Description"),
        element: { type: "plain_text_input", action_id: "description", multiline: true },
      },
      {
        type: "input",
        block_id: "owner",
        optional: true,
        label: plain("Incident commander"),
        element: { type: "users_select", action_id: "owner", placeholder: plain("Somebody") },
      },
      {
        type: "input",
        block_id: "options",
        optional: true,
        label: plain("Options"),
        element: {
          type: "checkboxes",
          action_id: "options",
          options: [
            option("Private", "private", "only those invited see it"),
            option("Drill", "drill", "pages nobody"),
          ],
        },
      },
    ],
  };
}

export function home(): object {
  return {
    type: "home",
    blocks: [
      { type: "header", text: plain("Open incidents") },
      {
        type: "section",
        text: mrkdwn("*INC-1* Payments fail in production"),
        accessory: button("Open", "home.open", "1"),
      },
      { type: "actions", elements: [button("Declare incident", "home.declare", "1")] },
    ],
  };
}
