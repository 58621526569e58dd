/** What a stored event must be, written anew and not shared with the collector: the check must not have its mistakes. */
const TYPES = ['event', 'view', 'segment', 'campaign-view', 'campaign-click', 'overflow'];
const text = (value: unknown, max: number): boolean =>
  typeof value === 'string' && value.length <= max && !value.includes('\0') && !/\p{Surrogate}/u.test(value);

/**
 * @param row a line of the export
 * @param from ms since 1970: nothing is older by more than 8 days
 * @returns what is wrong with it, or undefined
 */
export const wrongRow = (row: Record<string, unknown>, from: number): string | undefined => {
  const value = row.value as unknown[];
  const at = Date.parse(String(row.at));
  const [page = '', number = ''] = String(row.id).split('.');
  if (!/^\w{9,40}$/.test(page)) return 'page id';
  if (!/^[1-9]\d{0,7}$/.test(number) || Number(number) > 10_000_000) return 'number';
  if (!/^[0-9A-Za-z][\w.-]{0,63}$/.test(String(row.account))) return 'account';
  for (const who of [row.visitor, row.session]) if (who !== null && !/^[\w-]{1,64}$/.test(String(who))) return 'visitor or session';
  if (!TYPES.includes(String(row.type))) return 'type';
  if (!Array.isArray(value) || (row.type === 'view' ? value.length > 0 : value.length < 1 || value.length > 4)) return 'number of strings';
  if (value.some((one) => !text(one, 2048))) return 'string';
  if (row.type === 'event' && value.includes('')) return 'empty string';
  if (row.type === 'overflow' && !/^\d{1,9}$/.test(String(value[0]))) return 'overflow';
  if (!text(row.page, 4096)) return 'address';
  if (row.referrer !== null && !text(row.referrer, 4096)) return 'referrer';
  if (Object.entries(row.vars as Record<string, unknown>).some(([name, one]) => !/^customVar[1-5]$/.test(name) || !text(one, 2048)))
    return 'variables';
  if (!(at >= from - 8 * 86_400_000 - 1000 && at <= Date.now() + 1000)) return 'time';
  if (row.account === 'never') return 'stored what should not be there';
  return undefined;
};
