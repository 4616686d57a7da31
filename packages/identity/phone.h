/*
 * The face of libphonenumber, which is C++: the one C++ file of the project lies behind it.
 */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

enum phone_verdict {
    PHONE_OK,
    PHONE_NO_NUMBER,
    PHONE_NO_COUNTRY,
    PHONE_TOO_SHORT,
    PHONE_TOO_LONG,
    PHONE_IMPOSSIBLE
};
enum { PHONE_SIZE = 32 };

/* `out`: E.164 with its NUL, written for PHONE_OK alone. `region` may be NULL. */
enum phone_verdict phone_parse(const char *text, const char *region, char out[PHONE_SIZE]);

#ifdef __cplusplus
}
#endif
