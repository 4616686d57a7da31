// A stand-in for BigQuery's REST interface (v2): queries run on Google's own GoogleSQL engine over small tables. What it can't
// do is in database.mjs. `faults` is a list of scripted faults, each taken by the first request that fits.

import { createServer } from 'node:http';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { BigQueryError, openDatabase } from './database.mjs';
import { fieldOf, fromParameter, toWire, typeOf } from './values.mjs';

const statuses = { 400: 'INVALID_ARGUMENT', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 409: 'ALREADY_EXISTS', 500: 'INTERNAL' };

function errorBody({ code, reason, message }) {
  const errors = [{ message, domain: reason.includes('ateLimit') ? 'usageLimits' : 'global', reason }];
  return { error: { code, message, errors, status: statuses[code] ?? 'UNKNOWN' } };
}

const sizeOf = (value) =>
  value.string_value !== undefined
    ? 2 + Buffer.byteLength(value.string_value)
    : (value.array_value?.element ?? value.struct_value?.field)
      ? (value.array_value?.element ?? value.struct_value.field).reduce((sum, v) => sum + sizeOf(v), 0)
      : Object.keys(value).length
        ? 8
        : 0;
const bytesOf = (tables) => tables.reduce((sum, { rows }) => sum + rows.reduce((s, { cell }) => s + cell.reduce((t, v) => t + sizeOf(v), 0), 0), 0);

export async function startStandIn({ project = 'my-proj', page = Infinity } = {}) {
  const database = await openDatabase(project);
  const jobs = new Map();
  const byRequest = new Map();
  const recorded = [];
  const faults = [];

  const parametersOf = (query) =>
    (query.queryParameters ?? []).map(({ name, parameterType, parameterValue }) => {
      const type = typeOf(parameterType);
      return { name, type, value: fromParameter(type, parameterValue) };
    });

  async function runJob(job, query, limit) {
    const standard = query.defaultDataset?.datasetId;
    try {
      if (query.useLegacySql !== false) throw new BigQueryError('invalidQuery', 'the stand-in speaks GoogleSQL alone');
      const result = await database.run(query.query, parametersOf(query), standard);
      const bytes = bytesOf(result.tables ?? []);
      if (limit && bytes > Number(limit))
        throw new BigQueryError('bytesBilledLimitExceeded', `Query exceeded limit for bytes billed: ${limit}.`);
      Object.assign(job, result, { bytes, state: 'DONE' });
    } catch (error) {
      if (!(error instanceof BigQueryError)) throw error;
      Object.assign(job, { error, state: 'DONE' });
    }
  }

  async function startJob(jobId, query, limit) {
    const job = { jobId: jobId ?? `job_${randomUUID()}`, location: 'US', state: 'RUNNING', waits: 0, query };
    const slow = faults.findIndex((fault) => fault.jobComplete === false);
    if (slow >= 0) job.waits = faults.splice(slow, 1)[0].times ?? 1;
    jobs.set(job.jobId, job);
    await runJob(job, query, limit);
    return job;
  }

  const reference = (job) => ({ projectId: project, jobId: job.jobId, location: job.location });

  // A page of a job's rows.
  function results(job, { maxResults, pageToken, useInt64 }, kind) {
    if (job.waits > 0) {
      job.waits--;
      return { kind, jobReference: reference(job), jobComplete: false };
    }
    if (job.error) throw job.error;
    const from = Number(pageToken ?? 0);
    const to = Math.min(from + Math.min(Number(maxResults ?? 10000), page), job.rows.length);
    const schema = { fields: job.columns.map(({ name, type }) => fieldOf(name, type)) };
    return {
      kind,
      schema,
      jobReference: reference(job),
      jobComplete: true,
      totalRows: String(job.rows.length),
      rows: job.rows.slice(from, to).map(({ cell }) => ({
        f: cell.map((value, i) => ({ v: toWire(job.columns[i].type, value, useInt64) })),
      })),
      ...(to < job.rows.length ? { pageToken: String(to) } : {}),
      totalBytesProcessed: String(job.bytes),
      cacheHit: false,
      statementType: job.statementType,
    };
  }

  async function query(body) {
    const known = body.requestId && byRequest.get(body.requestId);
    const job = known ? jobs.get(known) : await startJob(undefined, body, body.maximumBytesBilled);
    if (body.requestId) byRequest.set(body.requestId, job.jobId);
    const useInt64 = body.formatOptions?.useInt64Timestamp;
    return results(job, { maxResults: body.maxResults, useInt64 }, 'bigquery#queryResponse');
  }

  function jobBody(job) {
    const status = { state: job.waits > 0 ? 'RUNNING' : 'DONE' };
    if (job.error)
      status.errorResult = { reason: job.error.reason, message: job.error.message };
    return {
      kind: 'bigquery#job',
      jobReference: reference(job),
      configuration: { query: job.query, jobType: 'QUERY' },
      status,
      statistics: { query: { statementType: job.statementType, totalBytesProcessed: String(job.bytes ?? 0) } },
    };
  }

  async function dryRun(configuration) {
    const { query: text, defaultDataset } = configuration.query;
    const parameters = parametersOf(configuration.query);
    const found = await database.dryRun(text, parameters, defaultDataset?.datasetId);
    const bytes = String(bytesOf(found.tables));
    return {
      kind: 'bigquery#job',
      jobReference: { projectId: project, location: 'US' },
      configuration,
      status: { state: 'DONE' },
      statistics: {
        totalBytesProcessed: bytes,
        query: {
          statementType: found.statementType,
          totalBytesProcessed: bytes,
          totalBytesProcessedAccuracy: 'PRECISE',
          referencedTables: found.under,
          ...(found.routines ? { referencedRoutines: found.routines } : {}),
        },
      },
    };
  }

  async function insertJob(body) {
    const { configuration, jobReference } = body;
    if (configuration.dryRun) return dryRun(configuration);
    if (jobReference?.jobId && jobs.has(jobReference.jobId))
      throw new BigQueryError('duplicate', `Already Exists: Job ${project}:${jobReference.jobId}`, 409);
    return jobBody(await startJob(jobReference?.jobId, configuration.query, configuration.query.maximumBytesBilled));
  }

  function jobOf(id) {
    if (!jobs.has(id)) throw new BigQueryError('notFound', `Not found: Job ${project}:${id}`, 404);
    return jobs.get(id);
  }

  const tableReference = (id, name) => ({ projectId: project, datasetId: id, tableId: name });
  async function tableBody(id, name) {
    const { columns, rows } = await database.content(id, name);
    const { sql, modified } = database.dataset(id).tables.get(name);
    return {
      kind: 'bigquery#table',
      tableReference: tableReference(id, name),
      type: sql ? 'VIEW' : 'TABLE',
      schema: { fields: columns.map((column) => fieldOf(column.name, column.type)) },
      numRows: String(rows.length),
      lastModifiedTime: String(modified),
    };
  }

  async function tableData(id, name, search) {
    const { columns, rows } = await database.content(id, name);
    const job = { columns, rows, jobId: '', bytes: 0 };
    const useInt64 = search.get('formatOptions.useInt64Timestamp') === 'true';
    const paging = { maxResults: search.get('maxResults') ?? undefined, pageToken: search.get('pageToken') ?? undefined, useInt64 };
    const { totalRows, rows: found, pageToken } = results(job, paging, '');
    return { kind: 'bigquery#tableDataList', totalRows, rows: found, ...(pageToken ? { pageToken } : {}) };
  }

  const routes = [
    ['POST', /^\/queries$/, (_, body) => query(body)],
    [
      'GET',
      /^\/queries\/([^/]+)$/,
      ([id], _, search) =>
        results(
          jobOf(id),
          {
            maxResults: search.get('maxResults') ?? undefined,
            pageToken: search.get('pageToken') ?? undefined,
            useInt64: search.get('formatOptions.useInt64Timestamp') === 'true',
          },
          'bigquery#getQueryResultsResponse',
        ),
    ],
    ['POST', /^\/jobs$/, (_, body) => insertJob(body)],
    ['GET', /^\/jobs\/([^/]+)$/, ([id]) => jobBody(jobOf(id))],
    ['POST', /^\/jobs\/([^/]+)\/cancel$/, ([id]) => ({ kind: 'bigquery#jobCancelResponse', job: jobBody(jobOf(id)) })],
    [
      'GET',
      /^\/datasets$/,
      () => ({
        datasets: [...database.datasets.keys()].map((id) => ({ datasetReference: { projectId: project, datasetId: id } })),
      }),
    ],
    [
      'GET',
      /^\/datasets\/([^/]+)$/,
      ([id]) => database.dataset(id) && { datasetReference: { projectId: project, datasetId: id }, location: 'US' },
    ],
    [
      'GET',
      /^\/datasets\/([^/]+)\/tables$/,
      ([id]) => ({
        tables: [...database.dataset(id).tables].map(([name, { sql }]) => ({
          tableReference: tableReference(id, name),
          type: sql ? 'VIEW' : 'TABLE',
        })),
      }),
    ],
    ['GET', /^\/datasets\/([^/]+)\/tables\/([^/]+)$/, ([id, name]) => tableBody(id, name)],
    ['GET', /^\/datasets\/([^/]+)\/tables\/([^/]+)\/data$/, ([id, name], _, search) => tableData(id, name, search)],
  ];

  async function answer(method, url, body) {
    const path = url.pathname.replace(`/bigquery/v2/projects/${project}`, '');
    const fault = faults.findIndex((f) => f.status && (!f.path || url.pathname.includes(f.path)));
    if (fault >= 0) {
      const [{ status, reason }] = faults.splice(fault, 1);
      throw new BigQueryError(reason, `scripted: ${reason}`, status);
    }
    for (const [verb, pattern, run] of routes) {
      const found = verb === method && pattern.exec(path);
      if (found) return run(found.slice(1).map(decodeURIComponent), body, url.searchParams);
    }
    throw new BigQueryError('notFound', `Not found: ${method} ${path}`, 404);
  }

  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const text = Buffer.concat(pieces).toString();
    const url = new URL(request.url, 'http://localhost');
    const body = text ? JSON.parse(text) : undefined;
    recorded.push({ method: request.method, path: url.pathname, search: Object.fromEntries(url.searchParams), headers: request.headers, body });
    let [code, reply] = [200, null];
    try {
      reply = await answer(request.method, url, body);
    } catch (error) {
      const known = error instanceof BigQueryError ? error : new BigQueryError('internalError', String(error.stack), 500);
      [code, reply] = [known.code, errorBody(known)];
    }
    response.writeHead(code, { 'content-type': 'application/json; charset=UTF-8' });
    response.end(JSON.stringify(reply));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    database,
    recorded,
    faults,
    project,
    url: `http://127.0.0.1:${server.address().port}`,
    stop() {
      server.closeAllConnections();
      server.close();
      database.stop();
    },
  };
}
