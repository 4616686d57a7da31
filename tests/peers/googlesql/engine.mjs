// Google's own GoogleSQL analyzer and evaluator, over gRPC: tables are registered once, then statements are asked.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const require = createRequire(import.meta.url);
const home = path.join(path.dirname(require.resolve('@fivetrandevelopers/zetasql/package.json')), 'lib/zetasql');

const types = {
  text: 'TYPE_STRING',
  integer: 'TYPE_INT64',
  number: 'TYPE_DOUBLE',
  boolean: 'TYPE_BOOL',
  date: 'TYPE_DATE',
  timestamp: 'TYPE_TIMESTAMP',
};

const members = {
  text: 'string_value',
  integer: 'int64_value',
  number: 'double_value',
  boolean: 'bool_value',
  date: 'date_value',
};

// A cell as the C test writes it: digits in text, microseconds of a moment.
function toValue(type, cell) {
  if (cell === null) return {};
  if (type === 'timestamp') {
    const us = BigInt(cell);
    return { timestamp_value: { seconds: String(us / 1000000n), nanos: Number(us % 1000000n) * 1000 } };
  }
  return { [members[type]]: type === 'number' || type === 'date' ? Number(cell) : cell };
}

function fromValue(type, value) {
  if (type === 'timestamp') {
    if (!value.timestamp_value) return null;
    const { seconds, nanos } = value.timestamp_value;
    return String(BigInt(seconds) * 1000000n + BigInt(Math.round((nanos ?? 0) / 1000)));
  }
  const cell = value[members[type]];
  return cell === undefined ? null : type === 'text' || type === 'boolean' ? cell : String(cell);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// The service itself: `call` a method of it, with the options that it needs every time.
export async function startService() {
  const port = await freePort();
  const child = spawn(path.join(home, 'remote_server.so'), ['localhost', String(port)], { stdio: 'ignore' });
  const definition = loader.loadSync('local_service.proto', {
    keepCase: true,
    longs: String,
    enums: String,
    includeDirs: [path.join(home, 'protos')],
  });
  const Service = grpc.loadPackageDefinition(definition).zetasql.local_service.ZetaSqlLocalService;
  const client = new Service(`localhost:${port}`, grpc.credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
  });
  const call = (method, request) =>
    new Promise((resolve, reject) =>
      client[method](request, (error, reply) => (error ? reject(new Error(error.details)) : resolve(reply))),
    );
  await new Promise((resolve, reject) =>
    client.waitForReady(Date.now() + 30000, (error) => (error ? reject(error) : resolve())),
  );
  const language_options = await call('GetLanguageOptions', { maximum_features: true });
  language_options.product_mode = 'PRODUCT_EXTERNAL';
  return {
    call,
    language_options,
    stop() {
      client.close();
      child.kill('SIGTERM');
    },
  };
}

export async function startEngine(tables) {
  const { call, language_options, stop } = await startService();
  const { registered_id } = await call('RegisterCatalog', {
    simple_catalog: {
      name: 'shop',
      table: Object.entries(tables).map(([name, { columns }], i) => ({
        name,
        serialization_id: String(i + 1),
        column: columns.map(([column, type]) => ({ name: column, type: { type_kind: types[type] } })),
      })),
      builtin_function_options: { language_options },
    },
    table_content: Object.fromEntries(
      Object.entries(tables).map(([name, { columns, rows }]) => [
        name,
        {
          table_data: {
            row: rows.map((row) => ({ cell: row.map((cell, i) => toValue(columns[i][1], cell)) })),
          },
        },
      ]),
    ),
  });

  // Rows as cells of the wanted types.
  async function ask(sql, parameters, wanted) {
    const { prepared } = await call('PrepareQuery', {
      sql,
      options: {
        language_options,
        default_timezone: 'UTC',
        query_parameters: parameters.columns.map(([name, type]) => ({ name, type: { type_kind: types[type] } })),
      },
      registered_catalog_id: registered_id,
    });
    const { content } = await call('EvaluateQuery', {
      prepared_query_id: prepared.prepared_query_id,
      params: parameters.columns.map(([name, type], i) => ({ name, value: toValue(type, parameters.rows[0][i]) })),
    });
    await call('UnprepareQuery', { prepared_query_id: prepared.prepared_query_id });
    return {
      columns: prepared.columns.map(({ name, type }) => [
        name,
        Object.keys(types).find((word) => types[word] === type.type_kind),
      ]),
      rows: (content?.table_data?.row ?? []).map((row) =>
        row.cell.map((value, i) => fromValue(wanted[i][1], value)),
      ),
    };
  }

  return { ask, stop };
}
