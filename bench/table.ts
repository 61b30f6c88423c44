/** One finding: a Markdown table, and what must be known to read it. */
export type Table = {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
};

/** An aim, and whether this run met it; `met` is null when it could not be measured. */
export type Aim = { readonly aim: string; readonly found: string; readonly met: boolean | null };

export type Finding = { readonly table: Table; readonly aims: readonly Aim[] };

export function markdown({ title, columns, rows, notes }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    `## ${title}`,
    "",
    line(columns),
    line(columns.map(() => "---")),
    ...rows.map(line),
    ...notes.flatMap((note) => ["", note]),
    "",
  ].join("\n");
}

export function aimsTable(aims: readonly Aim[]): Table {
  const word = (met: boolean | null): string => (met === null ? "not measured" : met ? "met" : "**missed**");
  return {
    title: "Aims",
    columns: ["Aim", "Found", ""],
    rows: aims.map(({ aim, found, met }) => [aim, found, word(met)]),
    notes: [],
  };
}

/** Milliseconds with as many digits as mean something. */
export function ms(value: number): string {
  if (Number.isNaN(value)) return "–";
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

export function ratio(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : "–";
}
