// The schema of the GA4 export's tables in BigQuery, as far as it is loaded.

const field = (type) => (name) => ({ name, type });
const [text, int, float, flag] = ['STRING', 'INTEGER', 'FLOAT', 'BOOLEAN'].map(field);
const record = (name, ...fields) => ({ name, type: 'RECORD', fields: fields.flat() });
const repeated = (name, ...fields) => ({ ...record(name, ...fields), mode: 'REPEATED' });
const texts = (names) => names.split(' ').map(text);
const floats = (names) => names.split(' ').map(float);

const value = record('value', text('string_value'), int('int_value'), floats('float_value double_value'));

export const exportFields = [
  text('event_date'),
  int('event_timestamp'),
  text('event_name'),
  repeated('event_params', text('key'), value),
  texts('user_id user_pseudo_id'),
  flag('is_active_user'),
  int('user_first_touch_timestamp'),
  record('device', texts('category operating_system language browser'), record('web_info', text('browser'))),
  record('geo', texts('continent country region city')),
  record('traffic_source', texts('name medium source')),
  record('collected_traffic_source', texts('manual_campaign_name manual_source manual_medium gclid dclid')),
  record(
    'session_traffic_source_last_click',
    record('manual_campaign', texts('campaign_name source medium')),
    record('google_ads_campaign', texts('customer_id campaign_name')),
    record('cross_channel_campaign', texts('campaign_name source medium default_channel_group')),
  ),
  text('platform'),
  record(
    'ecommerce',
    floats('purchase_revenue_in_usd purchase_revenue refund_value_in_usd refund_value'),
    text('transaction_id'),
  ),
  repeated(
    'items',
    texts('item_id item_name item_brand item_category item_variant coupon'),
    floats('price_in_usd price'),
    int('quantity'),
    floats('item_revenue_in_usd item_revenue'),
  ),
].flat();
