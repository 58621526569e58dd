/** One site of the table, as the command that is shipped sees it. */
import type { Report } from './doctor.js';
import type { Ground } from './ground.js';
import type { Site } from './sites.js';

export const seen = async (ground: Ground, site: Site, browser = false): Promise<Report & { exit: number }> => {
  const made = await site.page(ground);
  const url = typeof made === 'string' ? made : ground.page(made, site.tls ? ground.tls : ground.site);
  const token = site.token === true ? ground.token : site.token;
  return ground.doctor(url, ...(browser ? [] : ['--no-browser']), ...(token ? ['--token', token] : []));
};
