// Order statistics, and how a measurement is told: the median with its spread.
export const quantile = (values, part) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
};
export const summary = (values) => ({
  n: values.length,
  p50: quantile(values, 0.5),
  p95: quantile(values, 0.95),
  p99: quantile(values, 0.99),
  max: quantile(values, 1),
});
export const spread = (values) => ({ min: quantile(values, 0), median: quantile(values, 0.5), max: quantile(values, 1) });
const shown = (value) => (Math.abs(value) >= 100 ? String(Math.round(value)) : value.toFixed(2));
export const spreadText = ({ min, median, max }) => `${shown(median)} (${shown(min)}–${shown(max)})`;

export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  return rows.map((row) => `  ${row.map((cell, column) => String(cell).padEnd(widths[column])).join('  ')}`).join('\n');
}
