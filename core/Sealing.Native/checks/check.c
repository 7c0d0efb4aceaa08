/* What the checks share: check.h. */
#include "check.h"

#include <stdarg.h>

int passed, failed, skipped;

const Suite suites[] = {
    {"aead aes-128-gcm", PACKED_AEAD, 1},
    {"aead aes-256-gcm", PACKED_AEAD, 2},
    {"aead chacha20-poly1305", PACKED_AEAD, 3},
    {"aead aegis-128l", PACKED_AEAD, 4},
    {"aead aegis-256", PACKED_AEAD, 5},
    {"kerberos aes128-sha1", PACKED_KERBEROS, 17},
    {"kerberos aes256-sha1", PACKED_KERBEROS, 18},
    {"kerberos aes128-sha256", PACKED_KERBEROS, 19},
    {"kerberos aes256-sha384", PACKED_KERBEROS, 20},
    {"ntlm", PACKED_NTLM, 0},
};
const int suite_count = sizeof suites / sizeof suites[0];

void check(int good, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    *(good ? &passed : &failed) += 1;
    printf(good ? "ok      " : "FAILED  ");
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
}

void skip(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    skipped++;
    printf("skipped ");
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
}

void pack(Packed *packed, const Suite *suite, int role, uint32_t flags, const uint8_t *secret)
{
    if (suite->package == PACKED_AEAD)
    {
        packed_aead(packed, role, flags, suite->number, secret, 32);
    }
    else if (suite->package == PACKED_KERBEROS)
    {
        packed_kerberos(packed, role, flags, suite->number, secret);
    }
    else
    {
        packed_ntlm(packed, role, flags, secret);
    }
}

void message_init(Message *message, ULONG room, ULONG data_size)
{
    message->descriptor = (SecBufferDesc){SECBUFFER_VERSION, 2, message->buffers};
    message->buffers[0] = (SecBuffer){room, SECBUFFER_TOKEN, message->token};
    message->buffers[1] = (SecBuffer){data_size, SECBUFFER_DATA, message->data};
}
