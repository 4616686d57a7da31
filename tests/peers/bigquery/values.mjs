// Values and types of the engine (ZetaSQL's protos) and of BigQuery's REST interface, each from the other.

const kinds = {
  STRING: 'TYPE_STRING',
  INT64: 'TYPE_INT64',
  INTEGER: 'TYPE_INT64',
  FLOAT64: 'TYPE_DOUBLE',
  FLOAT: 'TYPE_DOUBLE',
  BOOL: 'TYPE_BOOL',
  BOOLEAN: 'TYPE_BOOL',
  DATE: 'TYPE_DATE',
  TIMESTAMP: 'TYPE_TIMESTAMP',
  DATETIME: 'TYPE_DATETIME',
  TIME: 'TYPE_TIME',
  BYTES: 'TYPE_BYTES',
  NUMERIC: 'TYPE_NUMERIC',
  BIGNUMERIC: 'TYPE_BIGNUMERIC',
  JSON: 'TYPE_JSON',
};
// As schemas name them.
const names = {
  TYPE_STRING: 'STRING',
  TYPE_INT64: 'INTEGER',
  TYPE_DOUBLE: 'FLOAT',
  TYPE_BOOL: 'BOOLEAN',
  TYPE_DATE: 'DATE',
  TYPE_TIMESTAMP: 'TIMESTAMP',
  TYPE_DATETIME: 'DATETIME',
  TYPE_TIME: 'TIME',
  TYPE_BYTES: 'BYTES',
  TYPE_NUMERIC: 'NUMERIC',
  TYPE_BIGNUMERIC: 'BIGNUMERIC',
  TYPE_JSON: 'JSON',
  TYPE_INTERVAL: 'INTERVAL',
  TYPE_GEOGRAPHY: 'GEOGRAPHY',
};

const pad = (n, width) => String(n).padStart(width, '0');

// `{type, arrayType, structTypes}` of a parameter, or `{type, mode, fields}` of a schema's field.
export function typeOf(wire) {
  if (wire.mode === 'REPEATED')
    return { type_kind: 'TYPE_ARRAY', array_type: { element_type: typeOf({ ...wire, mode: undefined }) } };
  if (wire.type === 'ARRAY') return { type_kind: 'TYPE_ARRAY', array_type: { element_type: typeOf(wire.arrayType) } };
  if (wire.type === 'STRUCT' || wire.type === 'RECORD') {
    const fields = wire.structTypes?.map(({ name, type }) => [name, type]) ?? wire.fields.map((f) => [f.name, f]);
    return {
      type_kind: 'TYPE_STRUCT',
      struct_type: { field: fields.map(([field_name, type]) => ({ field_name, field_type: typeOf(type) })) },
    };
  }
  if (!kinds[wire.type]) throw new Error(`Invalid value for type: ${wire.type} is not a valid value`);
  return { type_kind: kinds[wire.type] };
}

export function fieldOf(name, type) {
  if (type.type_kind === 'TYPE_ARRAY') return { ...fieldOf(name, type.array_type.element_type), mode: 'REPEATED' };
  if (type.type_kind === 'TYPE_STRUCT')
    return {
      name,
      type: 'RECORD',
      mode: 'NULLABLE',
      fields: type.struct_type.field.map((f, i) => fieldOf(f.field_name || `_field_${i + 1}`, f.field_type)),
    };
  return { name, type: names[type.type_kind], mode: 'NULLABLE' };
}

// Little-endian two's complement, as ZetaSQL serialises decimals.
function decimal(bytes, scale) {
  let n = 0n;
  const buffer = Buffer.from(bytes);
  for (let i = buffer.length - 1; i >= 0; i--) n = (n << 8n) | BigInt(buffer[i]);
  n = BigInt.asIntN(buffer.length * 8 || 8, n);
  const digits = (n < 0n ? -n : n).toString().padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  return `${n < 0n ? '-' : ''}${digits.slice(0, -scale)}${fraction ? `.${fraction}` : ''}`;
}

function decimalBytes(text, scale) {
  const [whole, fraction = ''] = text.replace(/^[+-]/, '').split('.');
  let n = BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale));
  if (text.startsWith('-')) n = -n;
  const bytes = [];
  for (;;) {
    const byte = Number(BigInt.asUintN(8, n));
    bytes.push(byte);
    n >>= 8n;
    if ((n === 0n && byte < 128) || (n === -1n && byte >= 128)) return Buffer.from(bytes);
  }
}

const clock = (h, m, s, nanos) => {
  const fraction = nanos ? `.${pad(Math.floor(nanos / 1000), 6)}` : '';
  return `${pad(h, 2)}:${pad(m, 2)}:${pad(s, 2)}${fraction}`;
};

function datetimeText({ bit_field_datetime_seconds, nanos }) {
  const bits = BigInt(bit_field_datetime_seconds ?? 0);
  const at = (shift, width) => Number((bits >> BigInt(shift)) & ((1n << BigInt(width)) - 1n));
  return `${pad(at(26, 14), 4)}-${pad(at(22, 4), 2)}-${pad(at(17, 5), 2)}T${clock(at(12, 5), at(6, 6), at(0, 6), nanos)}`;
}

function datetimeBits(text) {
  const [, y, mo, d, h, mi, s, fraction = ''] = /^(\d+)-(\d+)-(\d+)[ T](\d+):(\d+):(\d+)(?:\.(\d+))?$/.exec(text);
  const parts = [
    [y, 26],
    [mo, 22],
    [d, 17],
    [h, 12],
    [mi, 6],
    [s, 0],
  ];
  const bits = parts.reduce((sum, [part, shift]) => sum | (BigInt(part) << BigInt(shift)), 0n);
  return { bit_field_datetime_seconds: String(bits), nanos: Number(fraction.padEnd(9, '0').slice(0, 9)) };
}

export const microsOf = ({ seconds = 0, nanos = 0 }) =>
  BigInt(seconds) * 1000000n + BigInt(Math.floor(Number(nanos) / 1000));

const days = (text) => Math.round(Date.parse(`${text}T00:00:00Z`) / 86400000);
const dayText = (n) => new Date(n * 86400000).toISOString().slice(0, 10);

// One scalar as the text of a row.
const texts = {
  TYPE_STRING: (v) => v.string_value,
  TYPE_INT64: (v) => String(v.int64_value),
  TYPE_DOUBLE: (v) => String(v.double_value),
  TYPE_BOOL: (v) => String(v.bool_value),
  TYPE_DATE: (v) => dayText(v.date_value),
  TYPE_DATETIME: (v) => datetimeText(v.datetime_value),
  TYPE_BYTES: (v) => Buffer.from(v.bytes_value).toString('base64'),
  TYPE_NUMERIC: (v) => decimal(v.numeric_value, 9),
  TYPE_BIGNUMERIC: (v) => decimal(v.bignumeric_value, 38),
  TYPE_JSON: (v) => v.json_value,
  TYPE_TIME: (v) => {
    const bits = BigInt(v.time_value);
    const at = (shift, width) => Number((bits >> BigInt(shift)) & ((1n << BigInt(width)) - 1n));
    return clock(at(42, 5), at(36, 6), at(30, 6), at(0, 30));
  },
};

const isNull = (value) => Object.keys(value).length === 0;

// `useInt64` as formatOptions.useInt64Timestamp says: else seconds in a float, as BigQuery's default is.
export function toWire(type, value, useInt64) {
  if (type.type_kind === 'TYPE_ARRAY')
    return (value.array_value?.element ?? []).map((v) => ({ v: toWire(type.array_type.element_type, v, useInt64) }));
  if (isNull(value)) return null;
  if (type.type_kind === 'TYPE_STRUCT')
    return {
      f: type.struct_type.field.map((field, i) => ({
        v: toWire(field.field_type, value.struct_value.field[i], useInt64),
      })),
    };
  if (type.type_kind === 'TYPE_TIMESTAMP') {
    const us = microsOf(value.timestamp_value);
    return useInt64 ? String(us) : (Number(us) / 1e6).toExponential().replace('e+', 'E');
  }
  const text = texts[type.type_kind];
  if (!text) throw new Error(`the stand-in can't write a ${type.type_kind}`);
  return text(value);
}

function momentOf(text) {
  const zoned = /(Z|[+-]\d\d:?\d\d| UTC)$/.test(text) ? text.replace(' UTC', 'Z') : `${text}Z`;
  const [, head, fraction = '', zone] = /^([^.]*?)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)$/.exec(zoned.replace(' ', 'T'));
  const us = BigInt(Date.parse(head + zone)) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
  return { timestamp_value: { seconds: String(us / 1000000n), nanos: Number(us % 1000000n) * 1000 } };
}

const readers = {
  TYPE_STRING: (t) => ({ string_value: t }),
  TYPE_INT64: (t) => ({ int64_value: t }),
  TYPE_DOUBLE: (t) => ({ double_value: Number(t) }),
  TYPE_BOOL: (t) => ({ bool_value: t === 'true' }),
  TYPE_DATE: (t) => ({ date_value: days(t) }),
  TYPE_TIMESTAMP: momentOf,
  TYPE_DATETIME: (t) => ({ datetime_value: datetimeBits(t) }),
  TYPE_BYTES: (t) => ({ bytes_value: Buffer.from(t, 'base64') }),
  TYPE_NUMERIC: (t) => ({ numeric_value: decimalBytes(t, 9) }),
  TYPE_BIGNUMERIC: (t) => ({ bignumeric_value: decimalBytes(t, 38) }),
  TYPE_JSON: (t) => ({ json_value: t }),
  TYPE_TIME: (t) => {
    const [h, m, s] = t.split(':');
    const [whole, fraction = ''] = s.split('.');
    const nanos = BigInt(fraction.padEnd(9, '0').slice(0, 9));
    return { time_value: String((BigInt(h) << 42n) | (BigInt(m) << 36n) | (BigInt(whole) << 30n) | nanos) };
  },
};

// Of a parameter: `{value}`, `{arrayValues}` or `{structValues}`; numbers are accepted beside texts.
export function fromParameter(type, wire) {
  if (type.type_kind === 'TYPE_ARRAY')
    return {
      array_value: { element: (wire.arrayValues ?? []).map((v) => fromParameter(type.array_type.element_type, v)) },
    };
  if (type.type_kind === 'TYPE_STRUCT')
    return {
      struct_value: {
        field: type.struct_type.field.map((f) => fromParameter(f.field_type, wire.structValues[f.field_name] ?? {})),
      },
    };
  return wire.value === null || wire.value === undefined ? {} : readers[type.type_kind](String(wire.value));
}

// Of plain JSON, as a load job's NDJSON has it: whatever is left out is null.
export function fromJson(type, json) {
  if (type.type_kind === 'TYPE_ARRAY')
    return { array_value: { element: (json ?? []).map((v) => fromJson(type.array_type.element_type, v)) } };
  if (json === null || json === undefined) return {};
  if (type.type_kind === 'TYPE_STRUCT')
    return { struct_value: { field: type.struct_type.field.map((f) => fromJson(f.field_type, json[f.field_name])) } };
  return readers[type.type_kind](String(json));
}
