/* What the checks share: the library under test, contexts with keys of their own, and counting. */
#ifndef CHECK_H
#define CHECK_H

#include "../samples/packed.h"
#include "perflab_ssp.h"

#include <stdio.h>

extern PSECPKG_USER_FUNCTION_TABLE table;
extern int passed, failed, skipped;

/* Counts one check and prints it. */
void check(int good, const char *format, ...) __attribute__((format(printf, 2, 3)));
void skip(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* One way of protecting messages. */
typedef struct Suite
{
    const char *name;
    int package;
    int number; /* Aead suite, Kerberos encryption type */
} Suite;

extern const Suite suites[];
extern const int suite_count;

/* Packs a context; secret has 32 bytes. */
void pack(Packed *packed, const Suite *suite, int role, uint32_t flags, const uint8_t *secret);

/* Opens a context; STATUS_NOT_SUPPORTED where the machine does not run the suite. */
NTSTATUS open_context(const Suite *suite, int role, uint32_t flags, const uint8_t *secret, LSA_SEC_HANDLE *context);

/* A message of a TOKEN and a DATA buffer. */
enum
{
    TOKEN_ROOM = 256,
    DATA_ROOM = 4096,
};

typedef struct Message
{
    SecBufferDesc descriptor;
    SecBuffer buffers[2];
    uint8_t token[TOKEN_ROOM];
    uint8_t data[DATA_ROOM];
} Message;

/* Fills a message for sealing or signing; token_size is what the context asks for. */
void message_init(Message *message, ULONG token_size, ULONG data_size);

/* Room for tokens of both kinds. */
ULONG token_size(LSA_SEC_HANDLE context);

void check_contract(void);
void check_allocations(void);
void check_storm(int seconds);
void check_secrets(void);
void check_planted_leak(void);

#endif
