/* The session cookie; known to services/api alone. */
#pragma once

#include "services/api/request.h"

#define SESSION_COOKIE "__Host-session"

bool session_secret(struct request *request, struct bytes *out); /* false: no cookie, or not one of ours */
void session_cookie_set(struct request *request, const void *me);
void session_cookie_clear(struct request *request, const void *out);
