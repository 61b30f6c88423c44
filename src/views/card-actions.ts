/**
 * The action ids of the incident card. A button's value is the incident's number, and for `tryAgain` and `waive`
 * `<number> <effect id>`; the option of `takeRole` is `<number> <role key>`, and the value of `snooze` `<number> <milliseconds>`.
 */
export const CARD_ACTIONS = {
  acknowledge: "incident.acknowledge",
  status: "incident.status",
  note: "incident.note",
  severity: "incident.severity",
  takeRole: "incident.take-role",
  update: "incident.update",
  resolve: "incident.resolve",
  close: "incident.close",
  reopen: "incident.reopen",
  timeline: "incident.timeline",
  postmortem: "incident.postmortem",
  tryAgain: "incident.try-again",
  waive: "incident.waive",
  sooner: "incident.sooner",
  hold: "incident.hold",
  pause: "incident.pause",
  resumeClocks: "incident.resume-clocks",
  snooze: "incident.snooze",
  stillOnIt: "incident.still-on-it",
} as const;
