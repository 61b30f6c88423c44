/** Names Slack accepts for a channel, made from any title in any script. */

const LONGEST = 80;
/** The first of these belongs to the channel itself; Tocsin tries up to `-9`. */
const SUFFIXES = [2, 3, 4, 5, 6, 7, 8, 9] as const;

/** What Unicode does not take apart. Greek and Cyrillic as their speakers write them in Latin letters. */
const LATIN: Readonly<Record<string, string>> = {
  ...pairs("ßæœøđðłħŧþı", "ss ae oe o d d l h t th i"),
  ...pairs("абвгдежзийклмнопрстуф", "a b v g d e zh z i y k l m n o p r s t u f"),
  ...pairs("хцчшщыэюяієґђјљњћџў", "kh ts ch sh shch y e yu ya i ye g dj j lj nj c dz u"),
  ...pairs("αβγδεζηθικλμνξοπρστυφχψως", "a v g d e z i th i k l m n x o p r s t y f ch ps o s"),
  ...pairs("ъь", ""),
};

/**
 * Fills `{number}` and `{title}` into a template such as `inc-{number}-{title}`: lower case, digits, `-` and `_`,
 * at most 80 characters. The number is always in it, so that two incidents never want the same channel.
 */
export function channelName(template: string, number: number, title: string): string {
  const numbered = template.includes("{number}") ? template : `${template}-{number}`;
  const fill = (words: string): string =>
    slug(numbered.replaceAll("{number}", String(number)).replaceAll("{title}", words));
  const words = slug(title);
  const tooLong = Math.max(0, fill(words).length - LONGEST);
  // The title gives way, never the number, wherever the template puts them.
  const name = fill(trim(words.slice(0, Math.max(0, words.length - tooLong))));
  return name.length > LONGEST || name === String(number) ? `inc-${number}` : name;
}

/** The name itself and the ones to try when it is taken, each within 80 characters. */
export function candidates(name: string): readonly string[] {
  return [name, ...SUFFIXES.map((suffix) => `${trim(name.slice(0, LONGEST - 2))}-${suffix}`)];
}

function slug(text: string): string {
  // First whole letters (й is not и with a mark), then what is left of those that carry marks.
  const letters = latin(text.toLowerCase().normalize("NFC"));
  const bare = latin(
    letters
      .normalize("NFKD")
      .replace(/\p{Mn}/gu, "")
      .toLowerCase(),
  );
  return trim(bare.replace(/[^a-z0-9_]+/gu, "-"));
}

function latin(text: string): string {
  return [...text].map((letter) => LATIN[letter] ?? letter).join("");
}

function trim(text: string): string {
  return text.replace(/-{2,}/gu, "-").replace(/^[-_]+|[-_]+$/gu, "");
}

function pairs(letters: string, words: string): Record<string, string> {
  const latin = words.split(" ");
  return Object.fromEntries([...letters].map((letter, index) => [letter, latin[index] ?? ""]));
}
