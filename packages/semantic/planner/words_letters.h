/*
 * Letters of a question: one form of each (NFC, lower case), for Latin, Greek and Cyrillic. Known to words.c
 * alone.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The code point at `at`, which is valid UTF-8, and how many bytes it takes. */
uint32_t letter_read(const char *at, size_t *size);
size_t letter_write(uint32_t letter, char out[4]);
uint32_t letter_lower(uint32_t letter);
/* What a letter and a combining mark behind it make together; 0: nothing. */
uint32_t letter_compose(uint32_t letter, uint32_t mark);
/* Without accents, as far as it is Latin: "a" of "ã"; "ss" of "ß" is left alone. */
uint32_t letter_plain(uint32_t letter);
