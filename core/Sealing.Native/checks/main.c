/* checks MODE [SECONDS]: contract, allocations, storm, secrets or leak. The last line is "N passed, N failed, N skipped". */
#include "check.h"

#include <stdarg.h>
#include <stdlib.h>

PSECPKG_USER_FUNCTION_TABLE table;
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

NTSTATUS open_context(const Suite *suite, int role, uint32_t flags, const uint8_t *secret, LSA_SEC_HANDLE *context)
{
    Packed packed;
    pack(&packed, suite, role, flags, secret);
    SecBuffer buffer = {packed.length, SECBUFFER_TOKEN, packed.bytes};
    return table->ImportContext(&buffer, NULL, context);
}

void message_init(Message *message, ULONG room, ULONG data_size)
{
    message->descriptor = (SecBufferDesc){SECBUFFER_VERSION, 2, message->buffers};
    message->buffers[0] = (SecBuffer){room, SECBUFFER_TOKEN, message->token};
    message->buffers[1] = (SecBuffer){data_size, SECBUFFER_DATA, message->data};
}

ULONG token_size(LSA_SEC_HANDLE context)
{
    SecPkgContext_Sizes sizes = {0, 0, 0, 0};
    table->QueryContextAttributes(context, SECPKG_ATTR_SIZES, &sizes);
    return sizes.cbSecurityTrailer > sizes.cbMaxSignature ? sizes.cbSecurityTrailer : sizes.cbMaxSignature;
}

int main(int count, char **arguments)
{
    const char *mode = count > 1 ? arguments[1] : "";
    ULONG version, tables;
    NTSTATUS status = SpUserModeInitialize(SECPKG_INTERFACE_VERSION, &version, &table, &tables);
    if (status != STATUS_SUCCESS)
    {
        fprintf(stderr, "SpUserModeInitialize answered 0x%08X\n", (unsigned)status);
        return 1;
    }

    table->InstanceInit(version, NULL, NULL);
    printf("perflab_ssp %s, %s\n", PerfLabSspVersion(), mode);
    if (strcmp(mode, "contract") == 0)
    {
        check_contract();
    }
    else if (strcmp(mode, "allocations") == 0)
    {
        check_allocations();
    }
    else if (strcmp(mode, "storm") == 0)
    {
        check_storm(count > 2 ? atoi(arguments[2]) : 10);
    }
    else if (strcmp(mode, "secrets") == 0)
    {
        check_secrets();
    }
    else if (strcmp(mode, "leak") == 0)
    {
        check_planted_leak();
    }
    else
    {
        fprintf(stderr, "usage: checks contract|allocations|storm [SECONDS]|secrets|leak\n");
        return 2;
    }

    printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed != 0;
}
