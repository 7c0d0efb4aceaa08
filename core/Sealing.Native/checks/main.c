/* checks MODE [SECONDS]: contract, allocations, storm, secrets or leak. The last line is "N passed, N failed, N skipped". */
#include "check.h"

#include <stdlib.h>

PSECPKG_USER_FUNCTION_TABLE table;

NTSTATUS open_context(const Suite *suite, int role, uint32_t flags, const uint8_t *secret, LSA_SEC_HANDLE *context)
{
    Packed packed;
    pack(&packed, suite, role, flags, secret);
    SecBuffer buffer = {packed.length, SECBUFFER_TOKEN, packed.bytes};
    return table->ImportContext(&buffer, NULL, context);
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
