#include "domain/analytics/analytics.h"
#include "domain/analytics/sql.h"
#include "domain/data/data.h"
#include "services/api/route.h"

static const struct route routes[] = {
    ROUTE(GET, "/api/analytics/kpis", analytics_operations[ANALYTICS_KPIS], 200),
    ROUTE(GET, "/api/analytics/sessions", analytics_operations[ANALYTICS_SESSIONS], 200),
    ROUTE(POST, "/api/query", analytics_operations[QUERY_RUN], 200),
    ROUTE(POST, "/api/explain", analytics_operations[QUERY_EXPLAIN], 200),
    ROUTE(POST, "/api/sql", sql_operations[SQL_RUN], 200),
    ROUTE(GET, "/api/sql/tables", sql_operations[SQL_TABLES], 200),
    /* By the seed's names; they serve whichever warehouse is configured. */
    ROUTE(POST, "/api/mcp/bigquery/query", sql_operations[SQL_RUN], 200, .id = "bigquery_query"),
    ROUTE(GET, "/api/mcp/bigquery/tables", sql_operations[SQL_TABLES], 200, .id = "bigquery_tables"),
    ROUTE(GET, "/api/mcp/bigquery/schema/{table}", sql_operations[SQL_TABLE], 200),
    ROUTE(GET, "/api/model", data_operations[MODEL_GET], 200),
    ROUTE(GET, "/api/model/values", data_operations[MODEL_VALUES], 200),
};
const struct route_group analytics_routes =
    ROUTES("numbers", "Figures by plans over the semantic model.", routes);
