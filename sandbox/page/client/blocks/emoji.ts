/** Short names that labels of buttons and options may carry; texts in blocks go through the display library's full list. */
const EMOJI: Readonly<Record<string, string>> = {
  alarm_clock: "⏰",
  arrows_counterclockwise: "🔄",
  bell: "🔔",
  bulb: "💡",
  calendar: "📅",
  eyes: "👀",
  fire: "🔥",
  fire_extinguisher: "🧯",
  hand: "✋",
  hourglass: "⌛",
  large_blue_square: "🟦",
  large_green_circle: "🟢",
  large_green_square: "🟩",
  large_orange_square: "🟧",
  large_red_square: "🟥",
  large_yellow_square: "🟨",
  lock: "🔒",
  mag: "🔍",
  mega: "📣",
  memo: "📝",
  no_entry: "⛔",
  pager: "📟",
  phone: "☎️",
  pushpin: "📌",
  raised_hand: "✋",
  red_circle: "🔴",
  rocket: "🚀",
  rotating_light: "🚨",
  scroll: "📜",
  speech_balloon: "💬",
  tada: "🎉",
  warning: "⚠️",
  wave: "👋",
  white_check_mark: "✅",
  x: "❌",
  zap: "⚡",
};

/** Names that are not in the list stay as they were written, as Slack leaves unknown ones. */
export function withEmoji(text: string): string {
  return text.replaceAll(/:([a-z0-9_+-]+):/g, (whole, name: string) => EMOJI[name] ?? whole);
}
