/** What was counted between two looks at the counts; names that nothing was counted for are left out. */
export function difference(before, after) {
  const counted = Object.entries(after).map(([name, calls]) => [name, calls - (before[name] ?? 0)]);
  return Object.fromEntries(counted.filter(([, calls]) => calls !== 0));
}
