// A made-up GA4 export with what real ones have: sources told in every way, click ids, consent withheld, sessions over midnight,
// transactions sent twice, e-mail addresses and phone numbers where none should be. The seed makes it.

function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const sources = [
  () => ({}),
  () => ({ query: '?gclid=abc' }),
  () => ({ query: '?x=1&wbraid=z', params: { source: 'google', medium: 'organic' } }),
  () => ({ query: '?dclid=d1' }),
  () => ({ params: { source: 'newsletter', medium: 'email', campaign: 'autumn' } }),
  () => ({ params: { source: 'jane.doe@example.com', medium: 'email' } }),
  () => ({ collected: { manual_source: 'facebook.com', manual_medium: 'paid_social', manual_campaign_name: 'retarget' } }),
  () => ({ collected: { manual_source: '(direct)', manual_medium: '(none)' } }),
  () => ({ collected: { manual_source: 'chatgpt.com', manual_medium: 'referral' } }),
  () => ({
    last: { cross_channel_campaign: { source: 'bing', medium: 'cpc', campaign_name: 'brand', default_channel_group: 'Paid Search' } },
  }),
  () => ({ last: { google_ads_campaign: { customer_id: '1', campaign_name: 'pmax' } } }),
  () => ({ last: { manual_campaign: { source: 'partner', medium: 'affiliate', campaign_name: '(not set)' } } }),
];
const paths = ['/', '/sale//shoes/', '/bags?mail=a.b@example.com', '/search', '/kontakt/+49%20170%201234567/', '/checkout#pay'];
const steps = ['page_view', 'page_view', 'view_item', 'add_to_cart', 'begin_checkout', 'purchase'];
const terms = ['red shoes', 'call 030 1234567 8 now', 'mail me@example.org'];
const devices = ['mobile', 'desktop', 'tablet'];
const countries = ['Germany', 'France', '(not set)', ''];

function param(key, value) {
  if (value === null) return { key, value: {} };
  if (typeof value === 'string') return { key, value: { string_value: value } };
  return { key, value: Number.isInteger(value) ? { int_value: String(value) } : { double_value: value } };
}

export const firstDay = Date.UTC(2026, 8, 10);
export const dayText = (at) => new Date(at).toISOString().slice(0, 10);

export function makeExport({ seed = 7, days = 41, users = 40 } = {}) {
  const roll = dice(seed);
  const pick = (list) => list[roll(list.length)];
  const lines = [];
  let transaction = 0;
  for (let day = 0; day < days; day++)
    for (let user = 0; user < users; user++) if (roll(5) === 0) addSession(firstDay + day * 86400000, user);

  function addSession(midnight, user) {
    const date = new Date(midnight);
    const isLastOfMonth = new Date(midnight + 86400000).getUTCDate() === 1; // the embedded warehouse builds months alone
    const isNobody = roll(15) === 0;
    const source = pick(sources)();
    const number = 1 + roll(4);
    let at = midnight + (isLastOfMonth || roll(8) ? roll(20) : 23.9) * 3600000;
    const id = Math.floor(at / 1000);
    const engaged = roll(2);
    const n = 1 + roll(steps.length);
    for (let i = 0; i < n; i++, at += 60000 + roll(400000)) {
      const name = i === 0 && number === 1 ? 'first_visit' : roll(40) ? steps[i] : 'refund';
      lines.push(event({ at, name, user, isNobody, source, number, id, engaged, isFirst: i < 2, date }));
    }
  }

  function event({ at, name, user, isNobody, source, number, id, engaged, isFirst }) {
    const path = pick(paths) + (isFirst && source.query ? source.query : '');
    const isSale = name === 'purchase';
    const params = [
      param('page_location', `https://shop.example${path}`),
      param('page_title', pick(['Home', 'Mail to x@example.com', 'Sale'])),
      ...(isNobody || roll(25) === 0 ? [] : [param('ga_session_id', id), param('ga_session_number', number)]),
      param('session_engaged', engaged ? (roll(2) ? '1' : 1) : '0'),
      param('engagement_time_msec', roll(9000)),
      ...(roll(3) ? [] : [param('entrances', 1)]),
      ...(roll(6) ? [] : [param('search_term', pick(terms))]),
      ...(roll(4) ? [] : [param('page_referrer', 'https://www.google.com/search?q=shoes')]),
      ...(roll(9) ? [] : [param('coupon', null)]),
      param('currency', roll(5) ? 'USD' : 'EUR'),
      ...(isSale ? [param('value', roll(9000) / 100 + 0.25)] : []),
      ...(isFirst ? Object.entries(source.params ?? {}).map(([key, value]) => param(key, value)) : []),
    ];
    return {
      event_date: dayText(at).replaceAll('-', ''),
      event_timestamp: String(Math.floor(at) * 1000 + lines.length % 1000),
      event_name: name,
      event_params: params,
      user_pseudo_id: isNobody ? (roll(2) ? null : '') : `u${user}.1`,
      ...(roll(10) ? {} : { user_id: pick([`c${user}`, 'jane@example.com', '']) }),
      ...(roll(2) ? {} : { is_active_user: roll(2) === 1 }),
      user_first_touch_timestamp: String((firstDay - 86400000 * (user % 30)) * 1000),
      device: { category: pick(devices), operating_system: 'iOS', language: 'de-de', web_info: { browser: 'Safari' } },
      geo: { continent: 'Europe', country: pick(countries), region: 'Hesse', city: 'Kassel' },
      ...(user % 4 ? { traffic_source: { name: 'first', medium: pick(['cpc', 'cpc']), source: 'google' } } : {}),
      ...(isFirst && source.collected ? { collected_traffic_source: source.collected } : {}),
      ...(source.last ? { session_traffic_source_last_click: source.last } : {}),
      platform: 'WEB',
      ...(isSale || name === 'refund' ? { ecommerce: sale(isSale) } : {}),
      items: isSale || name === 'view_item' ? items() : [],
    };
  }

  function sale(isSale) {
    if (!isSale) return { refund_value_in_usd: 5 };
    const isAgain = transaction > 3 && roll(4) === 0;
    const id = isAgain ? transaction - roll(3) : ++transaction;
    return {
      transaction_id: roll(12) ? `T${id}` : '(not set)',
      purchase_revenue: 20 + roll(50),
      ...(roll(3) ? { purchase_revenue_in_usd: 21.5 + roll(50) } : {}),
    };
  }

  function items() {
    return Array.from({ length: roll(3) }, (_, i) => ({
      item_id: `i${i}`,
      item_name: pick(['Tote', 'Tee', 'Mug']),
      item_category: pick(['Bags', 'Shirts', null]),
      price_in_usd: 5 + roll(20),
      ...(roll(3) ? { quantity: String(1 + roll(3)) } : {}),
      item_revenue_in_usd: 5 + roll(40),
    }));
  }
  return lines;
}
