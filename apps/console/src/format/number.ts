const whole = new Intl.NumberFormat();
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });

export const numberText = (value: number): string => whole.format(value);
/** `1.2K`, for places where a long figure would push its neighbours. */
export const compactText = (value: number): string => (Math.abs(value) < 10_000 ? whole.format(value) : compact.format(value));
export const percentText = (share: number): string => percent.format(share);
/** Points of a score: always with a sign, and a real minus. */
export const pointsText = (points: number): string => {
  const rounded = Math.round(points * 10) / 10;
  return rounded < 0 ? `−${Math.abs(rounded)}` : `+${rounded}`;
};
