/*
 * What Meta calls punctuation, in the whole of Unicode's first plane.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The character at the start and its bytes; a byte that begins none stands for itself. */
uint32_t letter_at(const char *text, size_t len, size_t *size);
/* Unicode's categories P* (17.0), and of ASCII whatever is neither letter, digit nor space. */
bool letter_is_punctuation(uint32_t letter);
