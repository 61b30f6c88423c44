/** The known words nearest to what was typed, best first, at most three: a refusal always offers a way on. */
export function nearest(typed: string, known: readonly string[]): readonly string[] {
  return known
    .map((word) => ({ word, distance: editDistance(typed.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ word }) => word);
}

/** How many letters must be added, dropped or replaced (Levenshtein, one row at a time). */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = at(row, column) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, at(row, column + 1) + 1, at(next, column) + 1));
    }
    row = next;
  }
  return at(row, row.length - 1);
}

function at(row: readonly number[], column: number): number {
  return row.at(column) as number; // Every caller stays inside the row it has just filled.
}
