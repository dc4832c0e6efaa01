import { hideSecrets } from '../base/hide-secrets.ts';
import { isPrivateUrl } from '../feed/private-address.ts';
import type { ReportForm } from '../render/report-types.ts';

/**
 * The fields of the workflow's form that a second run must be given again. Addresses with a secret
 * are counted only: reports and summaries may be public.
 *
 * @param form - What was filled in, by field.
 * @param usualConfig - The config file of a run that names none.
 */
export function formFields(
  form: Readonly<Record<string, string>>,
  usualConfig: string,
): ReportForm | undefined {
  const config = form['config']?.trim() ?? '';
  const given = (form['feeds'] ?? '').split(/\s+/u).filter((feed) => feed !== '');
  const feeds = given.filter((feed) => hideSecrets(feed) === feed && !isPrivateUrl(feed));
  const isUsual = config === '' || config === usualConfig;
  if (isUsual && given.length === 0) return undefined;
  return {
    ...(isUsual ? {} : { config }),
    feeds,
    hiddenFeeds: given.length - feeds.length,
  };
}
