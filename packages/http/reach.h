/*
 * Which addresses a request may connect to. Asked about the address itself, after the look-up.
 */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

enum reach { REACH_ANY, REACH_PUBLIC, REACH_LOOPBACK };

bool reach_allows(enum reach reach, const struct sockaddr *address);
