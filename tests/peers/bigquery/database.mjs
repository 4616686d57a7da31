// Datasets, tables and views of the stand-in. What is asked runs on Google's engine; DDL and DML, which that engine only
// analyzes, are done here around it: CREATE TABLE, CREATE TABLE AS, CREATE VIEW, INSERT … SELECT, DELETE, TRUNCATE, and scripts
// of these.

import { startService } from '../googlesql/engine.mjs';
import { fromJson, typeOf } from './values.mjs';

const statementKinds = [
  'RESOLVED_QUERY_STMT',
  'RESOLVED_CREATE_SCHEMA_STMT',
  'RESOLVED_CREATE_TABLE_STMT',
  'RESOLVED_CREATE_TABLE_AS_SELECT_STMT',
  'RESOLVED_CREATE_VIEW_STMT',
  'RESOLVED_INSERT_STMT',
  'RESOLVED_DELETE_STMT',
  'RESOLVED_TRUNCATE_STMT',
  'RESOLVED_BEGIN_STMT',
  'RESOLVED_COMMIT_STMT',
];

export class BigQueryError extends Error {
  constructor(reason, message, code = 400) {
    super(message);
    Object.assign(this, { reason, code });
  }
}

// Statements of a script; texts, quoted names and comments are stepped over.
export function statementsOf(sql) {
  const pieces = sql.match(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^'"`;/-]+|./g) ?? [];
  const found = [''];
  for (const piece of pieces) {
    if (piece === ';') found.push('');
    else if (!piece.startsWith('--') && !piece.startsWith('/*')) found[found.length - 1] += piece;
  }
  return found.map((text) => text.trim()).filter(Boolean);
}

// `name TYPE` of CREATE TABLE, types nested as they like.
function columnsOf(text) {
  const tokens = text.match(/`[^`]+`|\w+|[<>(),]/g) ?? [];
  let at = 0;
  const take = (token) => {
    if (tokens[at++] !== token) throw new BigQueryError('invalidQuery', `expected ${token} in the columns`);
  };
  function type() {
    const word = tokens[at++].toUpperCase();
    if (word === 'ARRAY') {
      take('<');
      const arrayType = type();
      take('>');
      return { type: 'ARRAY', arrayType };
    }
    if (word !== 'STRUCT') return { type: word };
    take('<');
    const structTypes = [];
    do structTypes.push({ name: tokens[at++], type: type() });
    while (tokens[at] === ',' && ++at);
    take('>');
    return { type: 'STRUCT', structTypes };
  }
  const columns = [];
  while (at < tokens.length) {
    const name = tokens[at++].replaceAll('`', '');
    columns.push({ name, type: typeOf(type()) });
    for (let depth = 0; at < tokens.length && (depth || tokens[at] !== ','); at++)
      depth += tokens[at] === '(' ? 1 : tokens[at] === ')' ? -1 : 0;
    at++;
  }
  return columns;
}

function inBrackets(text) {
  for (let i = 0, depth = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')' && --depth === 0) return text.slice(1, i);
  }
  throw new BigQueryError('invalidQuery', 'brackets that do not close');
}

const words = (text) => new RegExp(`^\\s*${text}`, 'i');

export async function openDatabase(project) {
  const { call, language_options, stop } = await startService();
  const datasets = new Map();
  const catalogs = new Map();
  let version = 0;
  language_options.supported_statement_kinds = statementKinds;

  function dataset(id) {
    const found = datasets.get(id);
    if (!found) throw new BigQueryError('notFound', `Not found: Dataset ${project}:${id}`, 404);
    return found;
  }

  function put(id, name, table) {
    dataset(id).tables.set(name, { modified: Date.now(), ...table });
    version++;
  }

  function split(name, standard) {
    const parts = name.replaceAll('`', '').split('.');
    const [table, id = standard, owner = project] = parts.reverse();
    return { id, table, owner };
  }

  async function union(id, pattern) {
    const prefix = pattern.slice(0, -1);
    const found = [...dataset(id).tables].filter(([name]) => name.startsWith(prefix));
    if (!found.length) throw new BigQueryError('notFound', `Not found: ${pattern} does not match any table.`, 404);
    const { columns } = found[0][1];
    return {
      columns: [...columns, { name: '_TABLE_SUFFIX', type: { type_kind: 'TYPE_STRING' } }],
      rows: found.flatMap(([name, { rows }]) =>
        rows.map(({ cell }) => ({ cell: [...cell, { string_value: name.slice(prefix.length) }] })),
      ),
    };
  }

  const meta = (columns, rows) => {
    const typed = columns.map(([name, type]) => ({ name, type: typeOf({ type }) }));
    return {
      columns: typed,
      rows: rows.map((row) => ({ cell: row.map((value, i) => fromJson(typed[i].type, value)) })),
    };
  };

  // What BigQuery knows of a dataset's tables.
  function tableList(id) {
    const rows = [...dataset(id).tables].map(([name, t]) => [name, t.modified, t.rows?.length ?? 0, t.sql ? 2 : 1]);
    return meta(
      [
        ['table_id', 'STRING'],
        ['last_modified_time', 'INT64'],
        ['row_count', 'INT64'],
        ['type', 'INT64'],
      ],
      rows,
    );
  }

  function columnList(id) {
    const rows = [...dataset(id).tables].flatMap(([name, { columns }]) =>
      (columns ?? []).map((column, i) => [name, column.name, i + 1, column.type.type_kind.slice('TYPE_'.length)]),
    );
    return meta(
      [
        ['table_name', 'STRING'],
        ['column_name', 'STRING'],
        ['ordinal_position', 'INT64'],
        ['data_type', 'STRING'],
      ],
      rows,
    );
  }

  async function content(name, standard) {
    if (/INFORMATION_SCHEMA\.COLUMNS$/.test(name)) return columnList(name.replaceAll('`', '').split('.').at(-3) ?? standard);
    const { id, table } = split(name, standard);
    if (table === '__TABLES__') return tableList(id);
    if (table.endsWith('*')) return union(id, table);
    const found = dataset(id).tables.get(table);
    if (!found) throw new BigQueryError('notFound', `Not found: Table ${project}:${id}.${table}`, 404);
    if (!found.sql) return found;
    if (found.at !== version) Object.assign(found, await evaluate(found.sql, [], id), { at: version });
    return found;
  }

  async function namesIn(sql) {
    const { table_name } = await call('ExtractTableNamesFromStatement', { sql_statement: sql, options: language_options });
    return [...new Set((table_name ?? []).map((name) => name.table_name_segment.join('.')))];
  }

  // Where the rows of what is named lie: a view's own tables, all the way down. BigQuery bills these, and names them.
  async function tablesUnder(name, standard, found = new Map()) {
    const { id, table, owner } = split(name, standard);
    const key = `${owner}.${id}.${table}`;
    if (found.has(key)) return found;
    const view = dataset(id).tables.get(table)?.sql;
    if (!view) return found.set(key, { projectId: owner, datasetId: id, tableId: table });
    for (const below of await namesIn(view)) await tablesUnder(below, id, found);
    return found;
  }

  async function referenced(names, standard) {
    const found = new Map();
    for (const name of names) await tablesUnder(name, standard, found);
    return [...found.values()];
  }

  // A catalog with what the statement names, registered once for each state of the data.
  async function catalogFor(sql, standard) {
    const names = (await namesIn(sql)).sort();
    const tables = [];
    for (const name of names) tables.push({ name, ...(await content(name, standard)) });
    const key = JSON.stringify([version, standard, names]);
    if (!catalogs.has(key)) {
      const { registered_id } = await call('RegisterCatalog', {
        simple_catalog: {
          name: 'standin',
          table: tables.map(({ name, columns }, i) => ({ name, serialization_id: String(i + 1), column: columns })),
          builtin_function_options: { language_options },
        },
        table_content: Object.fromEntries(tables.map(({ name, rows }) => [name, { table_data: { row: rows } }])),
      });
      if (catalogs.size > 20) catalogs.clear(); // the service forgets them when it ends
      catalogs.set(key, registered_id);
    }
    return { id: catalogs.get(key), tables };
  }

  const optionsFor = (parameters) => ({
    language_options,
    default_timezone: 'UTC',
    error_message_mode: 'ERROR_MESSAGE_ONE_LINE',
    query_parameters: parameters.map(({ name, type }) => ({ name, type })),
  });

  async function analyzed(sql, parameters, standard) {
    const { id, tables } = await catalogFor(sql, standard);
    const reply = await call('Analyze', {
      sql_statement: sql,
      options: optionsFor(parameters),
      registered_catalog_id: id,
    });
    return { tables, reply };
  }

  async function evaluate(sql, parameters, standard) {
    const { id, tables } = await catalogFor(sql, standard);
    const { prepared } = await call('PrepareQuery', {
      sql,
      options: optionsFor(parameters),
      registered_catalog_id: id,
    });
    try {
      const { content: rows } = await call('EvaluateQuery', {
        prepared_query_id: prepared.prepared_query_id,
        params: parameters.map(({ name, value }) => ({ name, value })),
      });
      return {
        columns: prepared.columns.map(({ name, type }) => ({ name, type })),
        rows: rows?.table_data?.row ?? [],
        tables,
      };
    } finally {
      await call('UnprepareQuery', { prepared_query_id: prepared.prepared_query_id });
    }
  }

  async function createTable(text, parameters, standard) {
    const [, replace, name, rest] = /^CREATE\s+(OR\s+REPLACE\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\S+?)(?=[\s(])([\s\S]*)$/i.exec(text);
    const { id, table } = split(name, standard);
    const select = /\bAS\s+((?:SELECT|WITH)\b[\s\S]*)$/i.exec(rest);
    if (!replace && dataset(id).tables.has(table)) return;
    if (select) {
      const { columns, rows } = await evaluate(select[1], parameters, standard);
      put(id, table, { columns, rows });
      return;
    }
    await call('Analyze', {
      sql_statement: text,
      options: optionsFor([]),
      simple_catalog: { name: 'none', builtin_function_options: { language_options } },
    });
    put(id, table, { columns: columnsOf(inBrackets(rest.trim())), rows: [] });
  }

  async function createView(text, parameters, standard) {
    const [, name, sql] = /^CREATE\s+(?:OR\s+REPLACE\s+)?VIEW\s+(\S+)\s+(?:OPTIONS\s*\([^)]*\)\s*)?AS\s+([\s\S]*)$/i.exec(text);
    const { id, table } = split(name, standard);
    const { reply } = await analyzed(sql, parameters, id);
    if (!reply) throw new BigQueryError('invalidQuery', 'not a query');
    put(id, table, { sql });
  }

  async function insert(text, parameters, standard) {
    const [, name, list, sql] = /^INSERT\s+(?:INTO\s+)?(\S+)\s*\(([^)]*)\)\s*([\s\S]+)$/i.exec(text);
    const { id, table } = split(name, standard);
    const into = dataset(id).tables.get(table);
    const { columns, rows } = await evaluate(sql, parameters, standard);
    const targets = list.split(',').map((column) => into.columns.findIndex((c) => c.name === column.trim()));
    targets.forEach((target, i) => {
      if (target < 0) throw new BigQueryError('invalidQuery', `Column ${list.split(',')[i].trim()} is not present in ${name}`);
      const [ours, theirs] = [into.columns[target].type.type_kind, columns[i]?.type.type_kind];
      if (ours !== theirs && !(ours === 'TYPE_DOUBLE' && theirs === 'TYPE_INT64'))
        throw new BigQueryError('invalidQuery', `Query column ${i + 1} has type ${theirs}, not ${ours} of ${into.columns[target].name}`);
    });
    const made = rows.map(({ cell }) => {
      const all = into.columns.map(() => ({}));
      targets.forEach((target, i) => {
        all[target] =
          into.columns[target].type.type_kind === 'TYPE_DOUBLE' && cell[i].int64_value !== undefined
            ? { double_value: Number(cell[i].int64_value) }
            : cell[i];
      });
      return { cell: all };
    });
    put(id, table, { ...into, modified: Date.now(), rows: [...into.rows, ...made] });
  }

  async function remove(text, parameters, standard) {
    const [, name, where] = /^(?:DELETE\s+(?:FROM\s+)?|TRUNCATE\s+TABLE\s+)(\S+)(?:\s+WHERE\s+([\s\S]+))?$/i.exec(text);
    const { id, table } = split(name, standard);
    const from = dataset(id).tables.get(table);
    if (!from) throw new BigQueryError('notFound', `Not found: Table ${project}:${id}.${table}`, 404);
    const kept = where
      ? (await evaluate(`SELECT * FROM ${name} WHERE NOT COALESCE(${where}, FALSE)`, parameters, standard)).rows
      : [];
    put(id, table, { ...from, modified: Date.now(), rows: kept });
  }

  // First words, what BigQuery calls such a statement, and who does it.
  const kinds = [
    ['CREATE\\s+SCHEMA', 'CREATE_SCHEMA', (text) => makeSchema(text)],
    ['CREATE\\s+(OR\\s+REPLACE\\s+)?TABLE', 'CREATE_TABLE', createTable],
    ['CREATE\\s+(OR\\s+REPLACE\\s+)?VIEW', 'CREATE_VIEW', createView],
    ['INSERT', 'INSERT', insert],
    ['DELETE', 'DELETE', remove],
    ['TRUNCATE', 'TRUNCATE_TABLE', remove],
    ['UPDATE', 'UPDATE', null],
    ['MERGE', 'MERGE', null],
    ['DROP', 'DROP_TABLE', null],
    ['BEGIN', 'BEGIN_TRANSACTION', () => {}],
    ['COMMIT', 'COMMIT_TRANSACTION', () => {}],
  ];
  const kindOf = (text) => kinds.find(([first]) => words(first).test(text));

  function makeSchema(text) {
    const name = /SCHEMA\s+(?:IF\s+NOT\s+EXISTS\s+)?(\S+)/i.exec(text)[1].replaceAll('`', '').split('.').at(-1);
    if (!datasets.has(name)) datasets.set(name, { tables: new Map() });
  }

  const asBigQuery = (error) =>
    error instanceof BigQueryError ? error : new BigQueryError('invalidQuery', error.message.replace(/ ?\[at (\d+:\d+)\]/, ' at [$1]'));

  async function runOne(text, parameters, standard) {
    const kind = kindOf(text);
    if (!kind) return evaluate(text, parameters, standard);
    if (!kind[2]) throw new BigQueryError('invalidQuery', `the stand-in can't run ${kind[1]}`);
    await kind[2](text, parameters, standard);
    return { columns: [], rows: [], tables: [] };
  }

  return {
    project,
    datasets,
    stop,
    addDataset(id) {
      if (!datasets.has(id)) datasets.set(id, { tables: new Map() });
    },
    dataset,
    namesIn,
    put,
    content: (id, table) => content(`${id}.${table}`, id),
    // Rows given as plain JSON, columns as fields of a schema.
    putJson(id, name, fields, rows) {
      const columns = fields.map((field) => ({ name: field.name, type: typeOf(field) }));
      put(id, name, {
        columns,
        rows: rows.map((row) => ({ cell: columns.map((c) => fromJson(c.type, row[c.name])) })),
      });
    },
    async run(sql, parameters, standard) {
      const texts = statementsOf(sql);
      try {
        let last;
        for (const text of texts) last = await runOne(text, parameters, standard);
        return { ...last, statementType: texts.length > 1 ? 'SCRIPT' : (kindOf(texts[0])?.[1] ?? 'SELECT') };
      } catch (error) {
        throw asBigQuery(error);
      }
    },
    // Bytes: rows of the tables that are named, 8 a scalar and the letters of texts, all columns. BigQuery counts only those used.
    async dryRun(sql, parameters, standard) {
      const texts = statementsOf(sql);
      const kind = texts.length > 1 ? 'SCRIPT' : (kindOf(texts[0])?.[1] ?? 'SELECT');
      try {
        const { tables, reply } = texts.length > 1 ? { tables: [] } : await analyzed(texts[0], parameters, standard);
        const columns = reply?.resolved_statement?.resolved_query_stmt_node?.output_column_list ?? [];
        const under = await referenced(
          tables.map(({ name }) => name),
          standard,
        );
        return { statementType: kind, tables, under, columns, standard };
      } catch (error) {
        throw asBigQuery(error);
      }
    },
    split,
  };
}
