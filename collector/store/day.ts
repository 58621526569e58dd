/** Days, as all that is counted by the day names them. */
const days = new Map<number, string>();

/** UTC day, YYYY-MM-DD, of ms since 1970. */
export const dayOf = (at: number): string => {
  const number = Math.floor(at / 86_400_000);
  let day = days.get(number);
  if (day === undefined) {
    if (days.size > 1000) days.clear();
    days.set(number, (day = new Date(number * 86_400_000).toISOString().slice(0, 10)));
  }
  return day;
};
