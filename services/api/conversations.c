#include "domain/artifacts/artifacts.h"
#include "domain/conversations/conversations.h"
#include "services/api/route.h"

static const struct route routes[] = {
    ROUTE(POST, "/api/ask", conversation_operations[ASK], 200),
    ROUTE(GET, "/api/conversations", conversation_operations[CONVERSATION_LIST], 200),
    ROUTE(GET, "/api/conversations/{id}", conversation_operations[CONVERSATION_GET], 200),
    ROUTE(PATCH, "/api/conversations/{id}", conversation_operations[CONVERSATION_UPDATE], 200),
    ROUTE(DELETE, "/api/conversations/{id}", conversation_operations[CONVERSATION_DELETE], 204),
    ROUTE(GET, "/api/artifacts", artifact_operations[ARTIFACT_LIST], 200),
    ROUTE(POST, "/api/artifacts", artifact_operations[ARTIFACT_CREATE], 201),
    ROUTE(GET, "/api/artifacts/{id}", artifact_operations[ARTIFACT_GET], 200),
    ROUTE(PATCH, "/api/artifacts/{id}", artifact_operations[ARTIFACT_UPDATE], 200),
    ROUTE(DELETE, "/api/artifacts/{id}", artifact_operations[ARTIFACT_DELETE], 204),
};
const struct route_group conversation_routes =
    ROUTES("questions", "Questions in plain language, in conversations; what was saved.", routes);
