const most = 5

/** Up to five of the names that look like the one that was wanted, the nearest first. */
export function near(wanted: string, names: readonly string[]): string[] {
  const goal = wanted.toLowerCase()
  return [...new Set(names)]
    .map((name) => ({ name, distance: distanceOf(goal, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(goal.length, name.length) / 2)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, most)
    .map(({ name }) => name)
}

/** Letters to put in, take out or change (Levenshtein); less where one name holds the other. */
function distanceOf(one: string, other: string): number {
  if (one.includes(other) || other.includes(one)) {
    return Math.abs(one.length - other.length) / 4
  }
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let i = 0; i < one.length; i += 1) {
    const next = [i + 1]
    for (let j = 0; j < other.length; j += 1) {
      const changed = (row[j] as number) + (one[i] === other[j] ? 0 : 1)
      next.push(Math.min(changed, (row[j + 1] as number) + 1, (next[j] as number) + 1))
    }
    row = next
  }
  return row[other.length] as number
}
