/** The line and the filled area of a sparkline; a missing value breaks the line. */
export function sparkPath(
  values: (number | null)[],
  width: number,
  height: number,
): { line: string; area: string } {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return { line: '', area: '' };
  const low = Math.min(...known, 0);
  const span = Math.max(...known) - low || 1;
  const step = width / (values.length - 1);
  const pad = 2;
  const y = (value: number): number => round(height - pad - ((value - low) / span) * (height - 2 * pad));
  let line = '';
  let open = false;
  const xs: number[] = [];
  values.forEach((value, index) => {
    if (value === null) {
      open = false;
      return;
    }
    const x = round(index * step);
    xs.push(x);
    line += `${open ? 'L' : 'M'}${x} ${y(value)}`;
    open = true;
  });
  const whole = known.length === values.length;
  return { line, area: whole ? `${line}L${xs.at(-1) ?? 0} ${height}L${xs[0] ?? 0} ${height}Z` : '' };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
